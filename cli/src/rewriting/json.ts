import type { Added } from "./added.js";
import type { Addition } from "./byte-text.js";
import { AddedColumns } from "./columns.js";
import { AddedMembers } from "./members.js";

/** Adds to JSON, whose first sign shows whether it is an array of rows or an object of columns. */
export class AddedToJson implements Addition {
  private addition: AddedMembers | AddedColumns | undefined;

  constructor(
    private readonly added: Added,
    private readonly encoded: (text: string) => string,
  ) {}

  /** Whether all rows had their turn. */
  get complete(): boolean {
    return this.addition?.complete ?? false;
  }

  write(piece: string): string | Iterable<string> {
    const { added, encoded } = this;
    const first = this.addition === undefined ? /[[{]/.exec(piece)?.[0] : undefined;
    if (first === "[") this.addition = new AddedMembers(2, added, encoded);
    else if (first === "{") this.addition = new AddedColumns(added, encoded);
    return this.addition?.write(piece) ?? piece;
  }

  finish(): string {
    return "";
  }
}
