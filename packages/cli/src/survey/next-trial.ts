import { searchTests } from "./search-tests.ts";
import { nextStep, type SurveyQuestion, type SurveyStep } from "./survey.ts";

/** Chooses the next trial of a bisection, whatever its axis. */
export function nextTrial(question: SurveyQuestion): SurveyStep {
  return question.earlierTests === undefined ? nextStep(question) : searchTests(question, question.earlierTests);
}
