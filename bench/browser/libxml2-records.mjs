// libxml2-wasm in a worker of its own: parses each record to a document and reads each value, no more.
const library = import("/libxml2-wasm/index.mjs");

addEventListener("message", async ({ data: records }) => {
  const { XmlDocument } = await library;
  let values = 0;
  for (const record of records) {
    const document = XmlDocument.fromBuffer(record);
    for (let node = document.root.firstChild; node; node = node.next) values += node.content.length > 0;
    document.dispose();
  }
  postMessage({ values });
});
