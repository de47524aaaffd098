import { describe, expect, test } from "vitest";
import { CollectedError, assertCollected, checkCollected, watch } from "../../src/index.ts";
import { hintOnObject } from "../../src/report/hints.ts";

class Session {
  readonly id = 1;
}
const sessions: unknown[] = [];
const page: { session?: Session } = {};

describe("what a function returns", () => {
  test("is collected where nobody holds it", async () => {
    const { verdict, objects } = await checkCollected(() => new Session());

    expect(verdict.kind).toBe("clean");
    expect(objects).toEqual([{ name: "the result", isCollected: true }]);
  });

  test("is not where somebody does, who is named", async () => {
    const { verdict, objects } = await checkCollected(async () => {
      const session = new Session();
      sessions.push(session);
      return session;
    });

    expect(verdict.kind).toBe("leaking");
    expect(objects[0]?.leak).toMatchObject({ className: "Session", owner: { kind: "own" } });
    expect(objects[0]?.leak?.holder).toContain("`sessions`");
  });

  test("is not where a variable keeps it, which is to let it go", async () => {
    const { objects } = await checkCollected(() => (page.session = new Session()));
    const [{ leak } = {}] = objects;
    delete page.session;

    expect(leak && hintOnObject(leak)).toBe(
      "`page.session` keeps it. Set it to undefined, or to another value, when the object is no longer needed.",
    );
  });

  test("is looked at value by value where it is an array or a plain object", async () => {
    const { objects } = await checkCollected(() => {
      const [kept, free] = [new Session(), new Session()];
      sessions.push(kept);
      return { kept, free };
    });

    expect(objects.map(({ name, isCollected }) => [name, isCollected])).toEqual([
      ["the result", true],
      ["`.kept` of the result", false],
      ["`.free` of the result", true],
    ]);
  });

  test("has to be an object", async () => {
    await expect(checkCollected(() => 5)).rejects.toThrow(
      new TypeError(
        "expected a function that returns an object, or an array or object of some; it returned 5: there is nothing that could be collected",
      ),
    );
    await expect(checkCollected(new Session())).rejects.toThrow(
      new TypeError(
        "expected a function, what watch() gave, or a WeakRef; received an object: an object that is passed by itself is held by the one who passes it",
      ),
    );
  });

  test("is waited for until it is let go", async () => {
    const { verdict } = await checkCollected(() => {
      const session = new Session();
      setTimeout(() => session.id, 100);
      return session;
    });

    expect(verdict.kind).toBe("clean");
  });
});

describe("what is watched", () => {
  test("is collected where nobody holds it", async () => {
    const { verdict, objects } = await checkCollected(watchNew());

    expect(verdict.kind).toBe("clean");
    expect(objects[0]?.name).toBe("the session");
  });

  test("is not where somebody does", async () => {
    const { verdict } = await checkCollected(watchNew(sessions));

    expect(verdict.kind).toBe("leaking");
  });

  test("may be a WeakRef", async () => {
    const { verdict } = await checkCollected(referToNew());

    expect(verdict.kind).toBe("clean");
  });

  test("has to be an object", () => {
    expect(() => watch(5 as never)).toThrow(new TypeError("watch: expected an object, received 5"));
  });
});

// Functions of their own: the object must not stay on the stack of the test.
function watchNew(kept: unknown[] = []): ReturnType<typeof watch> {
  const session = new Session();
  kept.push(session);
  return watch(session, "the session");
}

const referToNew = (): WeakRef<object> => new WeakRef(new Session());

test("an assertion throws with the record", async () => {
  await assertCollected(() => new Session());
  const failure = await assertCollected(() => sessions).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(CollectedError);
  expect(failure).toMatchObject({ record: { kind: "collected", verdict: { kind: "leaking" } } });
});

test("the record can be written as JSON", async () => {
  const record = await checkCollected(() => sessions);

  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
});
