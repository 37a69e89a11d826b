import type { SchemaTree } from "hyparquet";
import type { Column } from "../../rows/batch.js";
import type { Found } from "../../rows/choose.js";

/** More digits than this a number may not hold. */
const exactDigits = 15;

/** Why a column cannot be read as numbers; undefined: it can. */
export function foundColumn({ element, children }: SchemaTree): Found {
  return { name: element.name, refused: refusedType({ element, children }) };
}

function refusedType({ element, children }: Pick<SchemaTree, "element" | "children">) {
  if (children.length > 0 || element.repetition_type === "REPEATED") return "holds nested values";
  const { type, converted_type: converted, logical_type: logical } = element;
  const kind = logical?.type ?? converted ?? "";
  if (/^(DATE|TIME)/.test(kind) || type === "INT96") {
    return "holds dates or times; write them as numbers first, such as days since a date";
  }
  if (kind === "DECIMAL") {
    const digits = element.precision ?? Infinity;
    if (digits <= exactDigits) return undefined;
    return `holds decimals of more than ${exactDigits} digits; write them as DOUBLE first`;
  }
  if (type === "BOOLEAN") return "holds true and false; write them as 1 and 0 first";
  const isNumber = type === "INT32" || type === "INT64" || type === "FLOAT" || type === "DOUBLE";
  return isNumber || kind === "FLOAT16" ? undefined : "holds text or bytes";
}

export function columnOfSchema({ element }: SchemaTree): Column {
  return {
    name: element.name,
    isWide: element.type === "INT64",
    isFloat32: element.type === "FLOAT" || element.logical_type?.type === "FLOAT16",
  };
}
