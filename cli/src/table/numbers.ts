/** Numbers that become more; they take as much memory as they need, give or take half. */
export class Numbers {
  private room = new Float64Array(4);
  private count = 0;

  push(value: number): void {
    if (this.count === this.room.length) {
      const larger = new Float64Array(Math.ceil(this.count * 1.5));
      larger.set(this.room);
      this.room = larger;
    }
    this.room[this.count++] = value;
  }

  copy(): Numbers {
    const copy = new Numbers();
    copy.room = this.room.slice();
    copy.count = this.count;
    return copy;
  }

  /** Those so far. */
  get all(): Float64Array {
    return this.room.subarray(0, this.count);
  }
}
