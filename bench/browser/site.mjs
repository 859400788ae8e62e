// A small server for the measuring page: our worker as it was built, the two libraries from npm, the files to check.
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "../node_modules");
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".xml": "application/xml",
  ".xsd": "application/xml",
};

/** Serves on a free port of this machine; gives the address and a way to stop. */
export async function serve({ site, file, schema, single = { "/file.xml": file, "/schema.xsd": schema } }) {
  const build = (await readFile(join(site, "pkg/builds"), "utf8")).split("\n")[0];
  const folders = {
    "/ours/": join(site, "pkg", build),
    "/libxml2-wasm/": join(modules, "libxml2-wasm/lib"),
    "/xmllint-wasm/": join(modules, "xmllint-wasm"),
    "/page/": here,
  };
  const find = (path) => {
    if (single[path]) return single[path];
    const prefix = Object.keys(folders).find((prefix) => path.startsWith(prefix));
    const rest = prefix && normalize(path.slice(prefix.length));
    return rest && !rest.startsWith("..") ? join(folders[prefix], rest) : undefined;
  };
  const server = createServer(async (request, response) => {
    const path = find(new URL(request.url, "http://localhost").pathname);
    const size = path && (await stat(path).catch(() => undefined))?.size;
    if (size === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": types[extname(path)] ?? "application/octet-stream", "Content-Length": size });
    createReadStream(path).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "localhost", listening));
  return { address: `http://localhost:${server.address().port}`, stop: () => server.close() };
}
