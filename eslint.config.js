import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** What a file may name without an import, beyond the language itself. */
const globals = (names) => Object.fromEntries(names.split(" ").map((name) => [name, "readonly"]));

/** The module script of a page, on the lines where it stands. */
const moduleScript = {
  preprocess(html) {
    const [before, script] = html.split(/<script type="module">|<\/script>\s*<\/body>/);
    return [{ text: before.replace(/[^\n]/g, "") + script, filename: "script.js" }];
  },
  postprocess: (messages) => messages.flat(),
};

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "build/", "site/.vitepress/cache/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    ignores: ["assembly/**"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Lengths are known where arrays are indexed; a check the types cannot see would be noise.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A class of static factories is what the contract calls for.
      "@typescript-eslint/no-extraneous-class": "off",
      // Code points are what shortening and counting text is about.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["examples/{node-esm,federated,cloudflare-worker}/*.js"],
    languageOptions: { globals: globals("console URL") },
  },
  {
    files: ["examples/node-cjs/*.js"],
    languageOptions: {
      sourceType: "commonjs",
      globals: globals("__dirname console process require"),
    },
  },
  {
    files: ["examples/cloudflare-worker/src/*.js"],
    languageOptions: { globals: globals("Blob Response URL") },
  },
  {
    files: ["examples/browser/*.html"],
    plugins: { page: { processors: { "module-script": moduleScript } } },
    processor: "page/module-script",
  },
  {
    files: ["examples/browser/*.html/*.js"],
    languageOptions: { globals: globals("AbortController document ImageData performance") },
  },
  {
    files: ["examples/drop-a-file/*.js"],
    languageOptions: {
      globals: globals("addEventListener document performance postMessage URL Worker"),
    },
  },
  {
    files: ["test/cluster/*.js"],
    languageOptions: { globals: globals("AbortController") },
  },
  {
    files: ["bench/page/*.js", "test/packaging/dropped/*.js"],
    languageOptions: {
      globals: globals(
        "cancelAnimationFrame performance PerformanceObserver requestAnimationFrame setTimeout",
      ),
    },
  },
  {
    // Runs on every runtime and has the same data on each: the language alone, without powers.
    files: ["test/conformance/suite.js"],
    languageOptions: { ecmaVersion: 2022 },
    rules: {
      "no-restricted-syntax": [
        "error",
        ":matches(BinaryExpression, AssignmentExpression)[operator=/^[*]{2}/]",
      ],
    },
  },
  {
    // AssemblyScript: TypeScript's syntax with other types, so only what needs no types.
    files: ["assembly/**/*.ts"],
    extends: [tseslint.configs.strict],
    rules: {
      "no-undef": "off",
      // Its integers have 64 bits.
      "no-loss-of-precision": "off",
      "prefer-const": "error",
    },
  },
);
