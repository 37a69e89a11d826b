import type { ColumnMetaData, FileMetaData, PageHeader, SchemaTree } from "hyparquet";
import { parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from "hyparquet/src/schema.js";
import { readVarInt } from "hyparquet/src/thrift.js";

/** How many values, or rows, a file of so many bytes may claim to have in one place. */
export function mostValues(bytes: number): number {
  // Values that are all equal take next to no bytes, but nobody writes so many of them.
  return Math.max(2 ** 24, 8 * bytes);
}

/**
 * Refuses pages whose sizes and runs of equal values are more than they hold: the library writes a
 * run to its end, however long, and moves on by a size, whatever it is.
 *
 * @param bytes all pages of the column in a row group
 * @param rows how many rows the group has
 * @param size how many bytes the file has
 */
export function checkPages(
  bytes: Uint8Array<ArrayBuffer>,
  metadata: FileMetaData,
  column: ColumnMetaData,
  rows: number,
  size: number,
): void {
  const path = getTreePath(parquetSchema(metadata), column.path_in_schema);
  const pages = new ColumnPages(bytes, column, path);
  const most = Math.min(rows, mostValues(size));
  for (let seen = 0; seen < rows && pages.more;) seen += pages.check(most);
}

function check(holds: boolean, { path_in_schema: path }: ColumnMetaData, what: string): void {
  if (!holds) throw new Error(`${what}: ${path.join(".")}`);
}

/** The most that a page may come to, where its packed bytes are few. */
const largestPage = 2 ** 28;

class ColumnPages {
  private readonly reader: { view: DataView<ArrayBuffer>; offset: number };
  private readonly levels: { repetition: number; definition: number };

  constructor(
    private readonly bytes: Uint8Array<ArrayBuffer>,
    private readonly column: ColumnMetaData,
    path: SchemaTree[],
  ) {
    this.reader = {
      view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
      offset: 0,
    };
    this.levels = {
      repetition: path.length > 1 ? getMaxRepetitionLevel(path) : 0,
      definition: getMaxDefinitionLevel(path),
    };
  }

  get more(): boolean {
    return this.reader.offset < this.bytes.length - 1;
  }

  /** Checks the next page; returns how many values it has, none where they are a dictionary's. */
  check(most: number): number {
    const { reader, bytes, column } = this;
    const header = parquetHeader(reader);
    const packed = header.compressed_page_size;
    const unpacked = header.uncompressed_page_size;
    const sizes =
      isWithin(packed, bytes.length - reader.offset) &&
      isWithin(unpacked, Math.max(largestPage, 1024 * packed));
    check(sizes, column, "a page of a wrong size");
    const page = bytes.subarray(reader.offset, reader.offset + packed);
    reader.offset += packed;
    const count = countIn(header);
    check(isWithin(count, most), column, "a page of a wrong count of values");
    if (header.type === "DATA_PAGE") this.checkFirstVersion(page, header);
    else if (header.type === "DATA_PAGE_V2") this.checkSecondVersion(page, header);
    else return 0;
    return count!;
  }

  private checkFirstVersion(packed: Uint8Array, header: PageHeader): void {
    const { num_values: count, encoding } = header.data_page_header!;
    const levels = [this.levels.repetition, this.levels.definition].filter((most) => most > 0);
    if (levels.length === 0 && !hasRuns(encoding)) return;
    const page = this.unpacked(packed, header.uncompressed_page_size);
    let start = 0;
    for (const most of levels) {
      this.checkRuns(page, start + 4, bitWidth(most), count);
      start += 4 + viewOf(page).getUint32(start, true);
    }
    if (!hasRuns(encoding)) return;
    if (this.column.type === "BOOLEAN") this.checkRuns(page, start + 4, 1, count);
    else if (page[start] > 0) this.checkRuns(page, start + 1, page[start], count);
  }

  private checkSecondVersion(packed: Uint8Array, header: PageHeader): void {
    const {
      num_values: count,
      num_nulls: nulls,
      encoding,
      repetition_levels_byte_length: repetition,
      definition_levels_byte_length: definition,
      is_compressed: compressed,
    } = header.data_page_header_v2!;
    const sizes =
      isWithin(nulls, count) &&
      isWithin(repetition, packed.length) &&
      isWithin(definition, packed.length - repetition) &&
      header.uncompressed_page_size >= repetition + definition;
    check(sizes, this.column, "a page of wrong sizes");
    if (this.levels.repetition > 0) {
      this.checkRuns(packed, 0, bitWidth(this.levels.repetition), count);
    }
    if (this.levels.definition > 0) {
      this.checkRuns(packed, repetition, bitWidth(this.levels.definition), count);
    }
    if (!hasRuns(encoding)) return;
    const values = packed.subarray(repetition + definition);
    const size = header.uncompressed_page_size - repetition - definition;
    const page = compressed && size > 0 ? this.unpacked(values, size) : values;
    if (encoding === "RLE") this.checkRuns(page, 4, 1, count);
    else this.checkRuns(page, 1, page[0], count);
  }

  private unpacked(page: Uint8Array, size: number): Uint8Array {
    return decompressPage(page, size, this.column.codec, compressors);
  }

  /** What ends too early, the library finds itself. */
  private checkRuns(bytes: Uint8Array, start: number, width: number, count: number): void {
    const reader = { view: viewOf(bytes), offset: start };
    for (let seen = 0; seen < count && reader.offset < bytes.length;) {
      const header = readVarInt(reader);
      const half = header >>> 1;
      const isPacked = (header & 1) === 1;
      // Those that are packed take bytes, which come to an end.
      const bounded = (isPacked && width > 0) || half <= count;
      check(bounded, this.column, "a run of more values than its page has");
      reader.offset += isPacked ? half * width : Math.ceil(width / 8);
      seen += isPacked ? half * 8 : half;
    }
  }
}

/** Whether values of an encoding come in runs, of equal ones or packed. */
function hasRuns(encoding: string): boolean {
  return encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY" || encoding === "RLE";
}

/** How many values a page claims; undefined: it does not, or it is of no type that holds any. */
function countIn(header: PageHeader): number | undefined {
  if (header.type === "DATA_PAGE") return header.data_page_header?.num_values;
  if (header.type === "DATA_PAGE_V2") return header.data_page_header_v2?.num_values;
  return header.dictionary_page_header?.num_values;
}

function isWithin(value: number | undefined, most: number): boolean {
  return Number.isInteger(value) && value! >= 0 && value! <= most;
}

function bitWidth(most: number): number {
  return 32 - Math.clz32(most);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
