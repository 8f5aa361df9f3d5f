import { type RefObject, useEffect, useState } from "react";

/** The inner width of an element in pixels, kept up to date; the window's until it is known. */
export function useElementWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(innerWidth);
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    // It is told of the width it has, too, once the page is laid out; asking would lay it out twice.
    const observer = new ResizeObserver(() => setWidth(watched.clientWidth));
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
