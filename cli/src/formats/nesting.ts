const quote = 34;
const backslash = 92;
const [brace, endBrace, bracket, endBracket] = Array.from("{}[]", (sign) => sign.charCodeAt(0));

/** How deep in JSON a text is that comes character by character. */
export class Nesting {
  /** Braces and brackets that are open. */
  depth = 0;
  inString = false;
  private escaped = false;

  /** Whether anything is open, a string as well. */
  isOpen(): boolean {
    return this.depth > 0 || this.inString;
  }

  /** @param sign the code of the next character */
  add(sign: number): void {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (sign === backslash) this.escaped = true;
      else if (sign === quote) this.inString = false;
    } else if (sign === quote) {
      this.inString = true;
    } else if (sign === brace || sign === bracket) {
      this.depth++;
    } else if (sign === endBrace || sign === endBracket) {
      this.depth--;
    }
  }
}
