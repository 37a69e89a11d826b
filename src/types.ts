/** Numbers in a row: an array, a typed array, or anything with indices and a length. */
export type Numbers = ArrayLike<number>;

/**
 * Values of points in a row: numbers, or bigints such as Arrow and Parquet deliver for integers of 64
 * bits, of which each has to be one that float64 holds: within ±(2^53 − 1).
 */
export type PointValues = ArrayLike<number | bigint>;

/**
 * Points stored flat: the value of row i and column j lies at
 * `data[offset + i * strides[0] + j * strides[1]]`. Without strides the data is
 * row-major. ndarrays of scijs (`stride`) and of stdlib (`strides`) have this form.
 */
export interface FlatPoints {
  /** The values: a typed array, or any array of numbers or bigints. */
  readonly data: PointValues;
  /** [n, d], or [n] for n points of one dimension. */
  readonly shape: ArrayLike<number>;
  /** Steps between rows and between columns, in elements. Default [d, 1]. */
  readonly stride?: ArrayLike<number>;
  /** The same, under stdlib's name. */
  readonly strides?: ArrayLike<number>;
  /** Where row 0, column 0 lies, in elements. Default 0. */
  readonly offset?: number;
}

/**
 * An image, as a browser's ImageData, or what has its form (node-canvas, pngjs, jpeg-js): its pixels,
 * row by row from the top left, are width × height points of 3 dimensions: red, green and blue.
 * Alpha is left out.
 *
 * @example
 * const data = new Uint8ClampedArray([250, 9, 9, 255, 0, 0, 240, 255, 254, 11, 11, 255]);
 * const image = { width: 3, height: 1, data };
 * const { labels, centroids } = KMeans.fit(image, { k: 2 });
 * // Every pixel in the mean colour of its cluster.
 * labels.forEach((label, pixel) => image.data.set(centroids[label], 4 * pixel));
 * data; // [252, 10, 10, 255, 0, 0, 240, 255, 252, 10, 10, 255]
 */
export interface ImageDataLike {
  /** Pixels in a row: an integer of at least 1. */
  readonly width: number;
  /** Rows of pixels: an integer of at least 1. */
  readonly height: number;
  /** 4 × width × height numbers in a typed array: red, green, blue and alpha of each pixel. */
  readonly data: Numbers & ArrayBufferView;
}

/** A matrix that can tell its rows, as those of ml-matrix can. */
export interface MatrixLike {
  /** The rows, n × d. */
  to2DArray(): ArrayLike<Numbers>;
}

/** The number format the data is kept in. Arithmetic is float64 in both. */
export type Precision = "float64" | "float32";

/**
 * What a fit with `standardize` has done to every column: `(value − mean) / scale`, with the mean and
 * the standard deviation of the column (divided by n, or by the sum of the weights). A column without
 * spread stays as it is: mean 0, scale 1.
 */
export interface Standardization {
  /** One number a column, in its unit. */
  readonly means: readonly number[];
  /** One number above 0 a column, in its unit. */
  readonly scales: readonly number[];
}

/** The open end keeps programs that compare with newer codes compiling. */
export type DiagnosticCode =
  | "not-converged"
  | "empty-component"
  | "fewer-distinct-points"
  | "variance-floored"
  | "merged-components"
  | "no-threads"
  | "order-dependent"
  | (string & {});

/** An AbortSignal, as far as it matters here: not every project knows that type. */
export interface SignalLike {
  /** Whether to end already. */
  readonly aborted: boolean;
  /** What the promise is then rejected with. */
  readonly reason: unknown;
  /** To hear at once when to end; without it, it is asked between slices. */
  addEventListener?(type: "abort", listener: () => void): void;
  /** To hear of it no longer, once the work is done. */
  removeEventListener?(type: "abort", listener: () => void): void;
}

/** Something worth knowing about a fit that is not an error. */
export interface Diagnostic {
  /** A fixed word to program against. More may come; treat those you do not know as remarks. */
  readonly code: DiagnosticCode;
  /** One sentence for people: what happened and what to try. */
  readonly message: string;
  /** Details that depend on the code. */
  readonly [detail: string]: unknown;
}

/** A fit one iteration at a time: yields the state after each, and returns the model. */
export interface Steps<State, Model> extends Generator<State, Model, void> {
  /**
   * Ends a fit that is left half-way and gives its memory back. `for … of` calls it where a loop
   * breaks or throws; who calls `next` by hand calls it by hand.
   */
  return(): IteratorResult<State, undefined>;
  return(value: Model): IteratorResult<State, Model>;
}
