import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { timeNote } from "./command.js";
import { desk, documents, sessionsIn, textOf } from "./sessions.js";

describe.each(documents)("%s", async (document) => {
  const sessions = sessionsIn(await textOf(document));
  let here: Awaited<ReturnType<typeof desk>>;
  beforeAll(async () => {
    here = await desk();
  });
  afterAll(() => here.clear());

  it("has sessions to check", () => {
    expect(sessions.length).toBeGreaterThanOrEqual(3);
  });

  it.each(sessions)("$command prints what is shown", async ({ command, shown }) => {
    expect(await here.run(command)).toBe(shown.replace(timeNote, "").trimEnd());
  });
});
