/** What files may claim of what is packed in them, checked before it is unpacked: for other readers of such files. */
export { lz4Unpacked } from "./formats/arrow/lz4.js";
export { checkPages, mostValues } from "./formats/parquet/pages.js";
