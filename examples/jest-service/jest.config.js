module.exports = {
  preset: "@leakproof/jest-env",
  // A verdict takes hundreds of calls, and here each of them is a request.
  testTimeout: 30_000,
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
  },
};
