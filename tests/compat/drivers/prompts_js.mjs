// Prompts through the JS SDKs 3 to 5: created, read, cached, labelled, composed, filled in, missing
// with and without a fallback. Prints one document.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const run = process.env.RUN;
const generation = Number(process.env.GENERATION);
const name = `folder/sub dir/${run} 50% ready?`;

let prompts;
let list;
if (generation === 3) {
  const { Langfuse } = require("langfuse");
  const langfuse = new Langfuse();
  prompts = {
    create: (body) => langfuse.createPrompt(body),
    update: (body) => langfuse.updatePrompt(body),
    get: (asked, { version, ...options } = {}) => langfuse.getPrompt(asked, version, options),
  };
  list = (query) => langfuse.api.promptsList(query);
} else {
  const { LangfuseClient } = require("@langfuse/client");
  const client = new LangfuseClient();
  prompts = client.prompt;
  list = (query) => client.api.prompts.list(query);
}

async function createElsewhere(body) {
  const keys = `${process.env.LANGFUSE_PUBLIC_KEY}:${process.env.LANGFUSE_SECRET_KEY}`;
  const base = process.env.LANGFUSE_HOST.replace(/\/$/, "");
  const answer = await fetch(`${base}/api/public/v2/prompts`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(keys).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}

const plain = (prompt) => ({
  name: prompt.name,
  version: prompt.version,
  prompt: prompt.prompt,
  config: prompt.config,
  labels: prompt.labels,
  tags: prompt.tags,
  commitMessage: prompt.commitMessage ?? null,
  isFallback: prompt.isFallback,
});

async function failure(work) {
  try {
    await work();
  } catch (error) {
    return `${error} ${JSON.stringify(error.body ?? "")}`;
  }
  return "";
}

const now = { cacheTtlSeconds: 0 };
const document = { name };
document.created = plain(
  await prompts.create({
    name,
    prompt: "Hello {{who}}",
    labels: ["production"],
    tags: ["greeting"],
    config: { model: "gpt-4o", temperature: 0.5 },
    commitMessage: "First",
  }),
);
const first = await prompts.get(name);
document.first = plain(first);
document.compiled = first.compile({ who: "Ada" });
await createElsewhere({ name, prompt: "Bye {{who}}", labels: ["production"] });
document.cached = plain(await prompts.get(name));
document.fresh = plain(await prompts.get(name, now));
document.byVersion = plain(await prompts.get(name, { version: 1, ...now }));
document.byLatest = plain(await prompts.get(name, { label: "latest", ...now }));
await prompts.update({ name, version: 1, newLabels: ["production", "staging"] });
document.moved = plain(await prompts.get(name, now));
document.staging = plain(await prompts.get(name, { label: "staging", ...now }));

const chatName = `chat-${run}`;
await prompts.create({
  name: chatName,
  type: "chat",
  prompt: [
    { role: "system", content: "You are {{role}}" },
    { type: "placeholder", name: "history" },
  ],
  labels: ["production"],
});
const chat = await prompts.get(chatName, { type: "chat", ...now });
document.chat = chat.compile({ role: "kind" }, { history: [{ role: "user", content: "Hi" }] });

const outer = `outer-${run}`;
const reference = `@@@langfusePrompt:name=${name}|label=staging@@@`;
await prompts.create({ name: outer, prompt: `<${reference}>`, labels: ["production"] });
document.composed = (await prompts.get(outer, now)).prompt;

const missing = `none-${run}`;
const fallback = await prompts.get(missing, { fallback: "Instead of {{x}}", maxRetries: 1 });
document.fallback = { ...plain(fallback), compiled: fallback.compile({ x: "it" }) };
document.missing = await failure(() => prompts.get(missing, { maxRetries: 1 }));
document.otherType = await failure(() => prompts.create({ name: chatName, prompt: "text" }));

const listed = await list({ name });
document.listed = listed.data;
document.total = listed.meta.totalItems;
if (generation > 3) {
  await prompts.delete(outer);
  await prompts.delete(name, { version: 2 });
  document.afterDelete = await failure(() =>
    prompts.get(name, { version: 2, maxRetries: 1, ...now }),
  );
  document.left = plain(await prompts.get(name, now));
}
console.log(JSON.stringify(document));
