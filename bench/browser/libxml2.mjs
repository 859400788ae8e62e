// libxml2-wasm in a worker of its own: reads the whole document and validates it with the XSD.
import { XmlDocument, XsdValidator } from "/libxml2-wasm/index.mjs";

addEventListener("message", async ({ data: { file, schema } }) => {
  const definition = XmlDocument.fromString(schema);
  const validator = XsdValidator.fromDoc(definition);
  const document = XmlDocument.fromBuffer(new Uint8Array(await file.arrayBuffer()));
  try {
    validator.validate(document);
    postMessage({ valid: true });
  } catch (error) {
    postMessage({ valid: false, note: String(error).slice(0, 200) });
  }
});
postMessage("ready");
