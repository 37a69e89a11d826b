/**
 * An answer that is not there yet: whoever holds the thread brings it nearer, a piece at a time,
 * and may do something else between two pieces; or waits for those who bring it about elsewhere.
 */
export abstract class Pending<Answer = unknown> {
  #answer: Answer | undefined;

  /** The answer, once `advance` has said that it is there. */
  get answer(): Answer {
    return this.#answer as Answer;
  }

  /** Does the next piece; whether the answer is there now. */
  abstract advance(): boolean;

  /** Settled once another piece can be done, where that depends on others; undefined: it can be now. */
  get soon(): Promise<unknown> | undefined {
    return undefined;
  }

  /** Takes the answer, and says that it is there. */
  protected arrive(answer: Answer): true {
    this.#answer = answer;
    return true;
  }

  /** Gives back what it holds. For one that nobody wants to hear the end of. */
  abandon(): void {}
}

/** What a question gets: its answer where rows answer at once, or the promise of one. */
export type Asked<Answer> = Answer | Pending<Answer>;

/** Several questions, one after the other: yields those it has to wait for, and is sent their answers. */
export type Talk<Answer> = Generator<Pending, Answer>;

/** Work that shows its steps, and yields as well whatever answer it has to wait for. */
export type Running<Step, Result> = Generator<Step | Pending, Result>;

/** Runs a talk as far as answers are there: to its end, where all of them are. */
export function begin<Answer>(talk: Talk<Answer>): Asked<Answer> {
  const step = talk.next();
  return step.done ? step.value : new Talking(talk, step.value);
}

/** Waits for an answer inside a talk. Where it is often there, ask by hand: a generator costs 0.1 µs. */
export function* answerTo<Answer>(asked: Asked<Answer>): Talk<Answer> {
  return asked instanceof Pending ? ((yield asked) as Answer) : asked;
}

/** What follows from an answer, which may be to ask again. */
export function after<Before, Answer>(
  asked: Asked<Before>,
  then: (answer: Before) => Asked<Answer>,
): Asked<Answer> {
  return asked instanceof Pending ? begin(following(asked, then)) : then(asked);
}

function* following<Before, Answer>(
  asked: Pending<Before>,
  then: (answer: Before) => Asked<Answer>,
): Talk<Answer> {
  return yield* answerTo(then((yield asked) as Before));
}

/** The answer, brought about here and now. */
export function answered<Answer>(asked: Asked<Answer>): Answer {
  if (!(asked instanceof Pending)) return asked;
  while (!asked.advance()) {
    // It would not come, for as long as this thread waits for it.
    if (asked.soon !== undefined) throw new Error("an answer from elsewhere was wanted at once");
  }
  return asked.answer;
}

/** A talk that waits for one of its answers. */
class Talking<Answer> extends Pending<Answer> {
  readonly #talk: Talk<Answer>;
  #waiting: Pending;

  constructor(talk: Talk<Answer>, waiting: Pending) {
    super();
    this.#talk = talk;
    this.#waiting = waiting;
  }

  override get soon(): Promise<unknown> | undefined {
    return this.#waiting.soon;
  }

  advance(): boolean {
    const step = resume(this.#talk, this.#waiting);
    if (step === undefined) return false;
    if (step.done) return this.arrive(step.value);
    this.#waiting = step.value;
    return false;
  }

  override abandon(): void {
    this.#waiting.abandon();
    this.#talk.return(undefined as Answer);
  }
}

/**
 * Does a piece of what a generator waits for, and lets it go on where that was the last. What
 * fails, fails where it was asked for, so that whatever is open there is closed.
 *
 * @returns where the generator stands then; undefined while it has to wait
 */
export function resume<Yielded, Returned>(
  talk: Generator<Yielded, Returned, unknown>,
  waiting: Pending,
): IteratorResult<Yielded, Returned> | undefined {
  try {
    if (!waiting.advance()) return undefined;
  } catch (error) {
    return talk.throw(error);
  }
  return talk.next(waiting.answer);
}
