addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map((frame) => {
    const page = frame.contentDocument, width = page.documentElement.clientWidth;
    page.querySelectorAll("details").forEach((one) => { one.open = true; });
    const out = [...page.querySelectorAll("body *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && box.right > width + 1 && !one.closest(".scroll, svg, .skip");
    });
    const wider = page.documentElement.scrollWidth - width;
    const touching = [];
    page.querySelectorAll("svg").forEach((drawing) => {
      const texts = [...drawing.querySelectorAll("text")];
      const words = texts.map((one) => [one.getBoundingClientRect(), one.textContent]);
      const edge = drawing.getBoundingClientRect();
      words.forEach(([a, first], at) => {
        if (a.width && (a.left < edge.left - 1 || a.right > edge.right + 1)) touching.push(first);
        words.slice(at + 1).forEach(([b, second]) => {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 2 && down > 4) touching.push(`${first} | ${second}`);
        });
      });
    });
    return [frame.title, wider, out.map((one) => one.outerHTML.slice(0, 80)), touching];
  });
  document.body.textContent = "FOUND" + JSON.stringify(found) + "END";
});
