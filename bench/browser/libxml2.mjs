// libxml2-wasm in a worker of its own: reads the whole document and validates it with the XSD. As in ours, the file
// is fetched while the library starts.
const library = import("/libxml2-wasm/index.mjs");

addEventListener("message", async ({ data: { file, schema } }) => {
  const [{ XmlDocument, XsdValidator }, bytes] = await Promise.all([library, file.arrayBuffer()]);
  const definition = XmlDocument.fromString(schema);
  const validator = XsdValidator.fromDoc(definition);
  const document = XmlDocument.fromBuffer(new Uint8Array(bytes));
  try {
    validator.validate(document);
    postMessage({ valid: true });
  } catch (error) {
    postMessage({ valid: false, note: String(error).slice(0, 200) });
  }
});
