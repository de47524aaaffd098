/** What a user asserts of a body. */
export type Matcher = "toLeakMemory" | "toLeakAsyncOps";
