import { FileDown } from "lucide-react";
import { useState } from "react";
import { inertLine } from "../../lib/inert";
import { type MediaReference, shownAs } from "../../lib/mediaReferences";
import { useMediaAddress } from "../../lib/traceSource";
import "../../styles/text.css";

/** What a media reference stands for: an image, sound, a film, else a file to download. */
export function Media({ reference }: { reference: MediaReference }) {
  const address = useMediaAddress()?.(reference.id);
  const [missing, setMissing] = useState(false);
  const name = inertLine(reference.type);
  if (!address) return <span className="quiet">[{name}]</span>;
  if (missing) {
    return (
      <span className="media-file quiet">
        {name}: the file has not arrived, or was deleted ({reference.id})
      </span>
    );
  }
  const failed = () => setMissing(true);
  switch (shownAs(reference.type)) {
    case "image":
      return <img className="part-image" src={address} alt={`Attached ${name}`} loading="lazy" onError={failed} />;
    case "audio":
      return <audio className="part-audio" controls preload="none" src={address} aria-label={`Attached ${name}`} onError={failed} />;
    case "video":
      return <video className="part-image" controls preload="none" src={address} aria-label={`Attached ${name}`} onError={failed} />;
    case "file":
      return (
        <a className="media-file" href={address} download>
          <FileDown aria-hidden />
          {name === "application/pdf" ? "PDF" : name}
        </a>
      );
  }
}
