import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { inert } from "../../lib/inert";
import { CodeBlock } from "./CodeBlock";
import "../../styles/text.css";

const SAFE = /^https?:\/\//i;
const PLUGINS = [remarkGfm];

// Raw HTML stays text (react-markdown's default); nothing is fetched; links lead to web pages only.
const COMPONENTS: Components = {
  a: ({ href, children }) =>
    href && SAFE.test(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc" title={href}>
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt, src }) => (
    <span className="quiet" title={typeof src === "string" ? src : undefined}>
      [image{alt ? `: ${alt}` : ""}]
    </span>
  ),
  input: ({ checked }) => <span aria-hidden>{checked ? "☑" : "☐"}</span>,
  pre: ({ children }) => <>{children}</>,
  code: ({ className, children }) => {
    const code = String(children ?? "");
    const language = /language-(\S+)/.exec(className ?? "")?.[1] ?? "";
    return language || code.includes("\n") ? (
      <CodeBlock code={code.replace(/\n$/, "")} language={language} />
    ) : (
      <code>{children}</code>
    );
  },
  table: ({ children }) => (
    <div className="md-table" tabIndex={0} role="region" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  h1: ({ children }) => <p className="md-h1">{children}</p>,
  h2: ({ children }) => <p className="md-h2">{children}</p>,
  h3: ({ children }) => <p className="md-h3">{children}</p>,
  h4: ({ children }) => <p className="md-h3">{children}</p>,
  h5: ({ children }) => <p className="md-h3">{children}</p>,
  h6: ({ children }) => <p className="md-h3">{children}</p>,
};

/** Somebody else's Markdown. Headings are set as text, so that the page's own outline stays. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown" dir="auto">
      <ReactMarkdown
        remarkPlugins={PLUGINS}
        components={COMPONENTS}
        urlTransform={(url) => (SAFE.test(url) ? url : "")}
      >
        {inert(text)}
      </ReactMarkdown>
    </div>
  );
}
