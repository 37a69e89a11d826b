import { describe, expect, it } from "vitest";
import { placed } from "../../cluster/src/coordinator/placing.js";

const home = (id: string, threads = 1) => ({ id, threads });
const nobody = (count: number) => new Array<undefined>(count).fill(undefined);

describe("shards are dealt", () => {
  it("to all alike, neighbours together", () => {
    const homes = [home("a"), home("b"), home("c")];
    expect(placed(nobody(7), homes).join("")).toBe("aabbbcc");
  });

  it("by the threads that each has", () => {
    expect(placed(nobody(8), [home("a", 3), home("b", 1)]).join("")).toBe("aaaaaabb");
  });

  it("so that none moves where nothing has changed", () => {
    const homes = [home("a"), home("b")];
    const before = placed(nobody(16), homes);
    expect(placed(before, homes)).toEqual(before);
  });

  it("so that as few as can be move where one comes or goes", () => {
    const before = placed(nobody(12), [home("a"), home("b")]);
    const more = placed(before, [home("a"), home("b"), home("c")]);
    expect(more.filter((id, i) => id !== before[i])).toEqual(["c", "c", "c", "c"]);
    const less = placed(more, [home("b"), home("c")]);
    const moved = less.filter((id, i) => id !== more[i]);
    expect(moved).toHaveLength(more.filter((id) => id === "a").length);
    expect(less.filter((id) => id === "b")).toHaveLength(6);
  });

  it("to whoever can have them, and to nobody where nobody can", () => {
    const homes = [home("a"), home("b")];
    const refused = (id: string, shard: number) => id === "a" || shard === 2;
    expect(placed(nobody(4), homes, refused)).toEqual(["b", "b", undefined, "b"]);
    expect(placed(nobody(2), [])).toEqual([undefined, undefined]);
  });
});
