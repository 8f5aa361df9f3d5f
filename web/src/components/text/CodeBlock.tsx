import { useEffect, useState } from "react";
import { type Coloured, coloured } from "../../lib/highlight";
import { inert } from "../../lib/inert";
import { Copy } from "../Copy";
import "../../styles/text.css";

/** Code with its colours, once the parser of its language has come. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const [pieces, setPieces] = useState<Coloured[] | null>(null);
  useEffect(() => {
    let current = true;
    setPieces(null);
    coloured(code, language).then(
      (found) => current && setPieces(found),
      () => undefined, // without colours, then
    );
    return () => {
      current = false;
    };
  }, [code, language]);
  return (
    <div className="code-block">
      <pre tabIndex={0} aria-label={language ? `Code: ${language}` : "Code"}>
        {pieces
          ? pieces.map((piece, at) =>
              piece.className ? (
                <span key={at} className={piece.className}>
                  {inert(piece.text)}
                </span>
              ) : (
                inert(piece.text)
              ),
            )
          : inert(code)}
      </pre>
      <Copy text={code} label="Copy the code" />
    </div>
  );
}
