import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { timeNote } from "./command.js";
import { desk, documents, drawn, sessionsIn, textOf, type Desk } from "./sessions.js";

describe.each(documents)("%s", async (document) => {
  const sessions = sessionsIn(await textOf(document));
  let here: Desk;
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

  if (document === drawn.document) {
    it("shows the picture that its commands draw", async () => {
      expect(await here.read(drawn.file)).toBe(await textOf(drawn.shown));
    });
  }
});
