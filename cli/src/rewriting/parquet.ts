import { parquetRead, type FileMetaData, type SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { parquetFile, parquetMetadataOf, parquetNames, readable } from "../formats/parquet.js";
import { checkPages } from "../formats/parquet-pages.js";
import type { Source } from "../files/source.js";
import { quoted } from "../text/wording.js";
import { addedValues, type Added } from "./added.js";
import type { Opened } from "./whole.js";

/** Parquet, of which names, types and groups of rows stay. */
export const openedParquet: Opened = async (bytes, source) => {
  const metadata = await parquetMetadataOf(bytes, source);
  return {
    with: async (added) => {
      checkTypes(metadata, source);
      const columns = await readable(source, () => columnsOf(bytes, metadata, asStored));
      return withColumns(metadata, columns, added);
    },
    cells: async () => {
      const columns = await readable(source, () => columnsOf(bytes, metadata, {}));
      return (row, column) => columns[column].data[row];
    },
  };
};

type Reading = Pick<Parameters<typeof parquetRead>[0], "utf8" | "parsers">;

/** As it comes: a date would be rounded to milliseconds, and text that is no UTF-8 be lost. */
const asStored: Reading = {
  utf8: false,
  parsers: {
    timestampFromMilliseconds: same,
    timestampFromMicroseconds: same,
    timestampFromNanoseconds: same,
    dateFromDays: same,
    stringFromBytes: same,
    uuidFromBytes: same,
  },
};

function same<Value>(value: Value): Value {
  return value;
}

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0];

interface ReadColumn {
  readonly name: string;
  readonly data: unknown[];
}

async function columnsOf(
  bytes: Uint8Array<ArrayBuffer>,
  metadata: FileMetaData,
  reading: Reading,
): Promise<ReadColumn[]> {
  for (const group of metadata.row_groups) checkPages(bytes, metadata, group);
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const columns = parquetNames(metadata).map((name) => ({
    name,
    data: new Array<unknown>(rows).fill(null),
  }));
  const places = new Map(columns.map(({ name, data }) => [name, data]));
  await parquetRead({
    ...parquetFile(bytes, metadata),
    ...reading,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const data = places.get(columnName)!;
      for (let i = 0; i < columnData.length; i++) data[rowStart + i] = columnData[i];
    },
  });
  return columns;
}

function withColumns(
  metadata: FileMetaData,
  columns: readonly ReadColumn[],
  added: Added,
): Uint8Array {
  const [root, ...elements] = metadata.schema;
  const more = added.names.map((name, index): SchemaElement => {
    return { name, type: index === 0 ? "INT32" : "DOUBLE", repetition_type: "OPTIONAL" };
  });
  const schema = [{ ...root, num_children: columns.length + more.length }, ...elements, ...more];
  const packed = metadata.row_groups[0]?.columns[0]?.meta_data?.codec !== "UNCOMPRESSED";
  return new Uint8Array(
    parquetWriteBuffer({
      schema: schema as NonNullable<WriteOptions["schema"]>,
      columnData: [
        ...columns,
        ...added.names.map((name, index) => ({
          name,
          data: addedValues(added, index),
        })),
      ],
      codec: packed ? "SNAPPY" : "UNCOMPRESSED",
      rowGroupSize: metadata.row_groups.map((group) => Number(group.num_rows)),
      // It tells of as many columns as there were.
      kvMetadata: (metadata.key_value_metadata ?? []).filter(({ key }) => key !== "ARROW:schema"),
    }),
  );
}

/** Refuses what would not come out as it went in. */
function checkTypes({ schema }: FileMetaData, source: Source): void {
  const foreign = schema.find(
    ({ type, converted_type, precision = 0 }) =>
      type === "INT96" || (converted_type === "DECIMAL" && precision > 15),
  );
  if (foreign === undefined) return;
  const type = foreign.type === "INT96" ? "INT96" : `DECIMAL of ${foreign.precision} digits`;
  throw new Error(
    `${source.name}: column ${quoted(foreign.name)} is ${type}, which cannot be written again as ` +
      "Parquet; --output with a name that ends in .csv or .ndjson can",
  );
}
