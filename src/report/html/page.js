"use strict";
// The data: see WriteData in html.cc. Texts only ever enter the page as text
// nodes. Findings are rendered as the reader scrolls, all of them for print.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const NAMES = ["info", "low", "medium", "high", "critical"];
  const CHUNK = 40;
  // Fields of a finding, in the order of its array.
  const FILE = 0, RULE = 1, SEVERITY = 2, MESSAGE = 3, LINE = 4, COLUMN = 5;
  const FIRST = 6, COUNT = 7, MARKS = 8, PRINT = 9, MORE = 10;

  const byId = (id) => document.getElementById(id);
  // A new element with a class and with texts or elements inside.
  const make = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const part of inside) if (part !== null) element.append(part);
    return element;
  };
  const button = (className, text, onclick) => {
    const element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", onclick);
    return element;
  };
  const counted = (n, noun) =>
    n.toLocaleString("en") + " " + noun + (n === 1 ? "" : "s");
  const more = (finding) => finding[MORE] || {};
  const aliasesOf = (finding) =>
    more(finding).a || data.rules[finding[RULE]].aliases;

  const lines = data.files.map((file) => {
    const map = new Map();
    for (const run of file.lines) {
      run.slice(1).forEach((text, i) => map.set(run[0] + i, text));
    }
    return map;
  });

  // --- what is selected ---------------------------------------------------
  const state = {
    text: "", severities: new Set([1, 2, 3, 4]), rule: "", file: "",
    group: "file", suppressed: false, fixable: false,
  };
  if (!data.findings.some((f) => f[SEVERITY] > 0)) state.severities.add(0);

  const haystacks = new Array(data.findings.length);
  const haystack = (index) => {
    if (haystacks[index] === undefined) {
      const finding = data.findings[index];
      const rule = data.rules[finding[RULE]];
      haystacks[index] = [
        finding[MESSAGE], rule.id, rule.title, aliasesOf(finding).join(" "),
        data.files[finding[FILE]].path, more(finding).o || "",
        more(finding).e || "", finding[PRINT],
      ].join("\n").toLowerCase();
    }
    return haystacks[index];
  };

  const select = () => {
    const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    data.findings.forEach((finding, index) => {
      if (!state.severities.has(finding[SEVERITY])) return;
      if (state.rule && data.rules[finding[RULE]].id !== state.rule) return;
      if (state.file && data.files[finding[FILE]].path !== state.file) return;
      if (more(finding).s && !state.suppressed) return;
      if (state.fixable && !more(finding).x) return;
      if (!words.every((word) => haystack(index).includes(word))) return;
      found.push(finding);
    });
    return found;
  };

  const groupKey = {
    file: (f) => f[FILE],
    rule: (f) => f[RULE],
    severity: (f) => f[SEVERITY],
  };
  // Findings by group: files in their order, rules by number, severities from
  // the worst.
  const grouped = (found) => {
    const groups = new Map();
    for (const finding of found) {
      const key = groupKey[state.group](finding);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(finding);
    }
    const list = [...groups];
    if (state.group === "severity") list.sort((a, b) => b[0] - a[0]);
    if (state.group === "rule") {
      list.sort((a, b) => {
        const worst = (group) => Math.max(...group[1].slice(0, 500)
          .map((f) => f[SEVERITY]));
        return worst(b) - worst(a) || b[1].length - a[1].length;
      });
    }
    return list;
  };

  // --- the list -----------------------------------------------------------
  let pending = [];  // groups still to be rendered: [key, findings, next]

  const groupTitle = (key, findings) => {
    let title = "";
    let mono = false;
    if (state.group === "file") {
      title = data.files[key].path;
      mono = true;
    } else if (state.group === "rule") {
      title = data.rules[key].title || data.rules[key].id;
    } else {
      title = NAMES[key][0].toUpperCase() + NAMES[key].slice(1);
    }
    return make("h2", "", make("span", mono ? "mono" : "", title),
      make("small", "", counted(findings.length, "finding")));
  };

  const codeFrame = (finding) => {
    if (!finding[COUNT]) return null;
    const source = lines[finding[FILE]];
    const marks = new Map(finding[MARKS].map((m) => [m[0], m]));
    const pre = make("pre", "code");
    pre.tabIndex = 0;
    for (let i = 0; i < finding[COUNT]; ++i) {
      const number = finding[FIRST] + i;
      const mark = marks.get(number);
      const text = (mark && mark[3]) || source.get(number) || "";
      const row = make("span", mark ? "hit" : "",
        make("span", "no", String(number)));
      if (mark) {
        row.append(text.slice(0, mark[1]),
          make("mark", "", text.slice(mark[1], mark[2]) || " "),
          text.slice(mark[2]));
      } else {
        row.append(text || " ");
      }
      row.append("\n");
      pre.append(row);
    }
    return pre;
  };

  const reference = (text) => {
    // Anything but a web address stays a text.
    if (!/^https?:\/\//.test(text)) return text;
    const link = make("a", "", text);
    link.href = text;
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    return link;
  };

  const detailList = (finding) => {
    const rule = data.rules[finding[RULE]];
    const extra = more(finding);
    const list = make("dl");
    const row = (name, ...values) => {
      if (!values.length || values[0] === "" || values[0] === undefined) return;
      list.append(make("dt", "", name));
      const cell = make("dd");
      values.forEach((value, i) => {
        if (i) cell.append(make("br"));
        cell.append(value);
      });
      list.append(cell);
    };
    row("Rule", rule.title);
    row("Why it matters", rule.why);
    row("Evidence", extra.e && make("code", "", extra.e));
    row("Also known as", aliasesOf(finding).join(", "));
    row("References", ...rule.references.map(reference));
    row("Fingerprint", make("code", "", finding[PRINT]));
    return list;
  };

  const hints = (finding) => {
    const extra = more(finding);
    const box = make("div", "hints");
    for (const related of extra.r || []) {
      box.append(make("p", "", make("b", "", "See"),
        make("span", "mono", related[0]), " " + related[1]));
    }
    if (extra.s) {
      const [kind, reason, source] = extra.s;
      box.append(make("p", "", make("b", "", "Suppressed"),
        (reason || "no reason given") + " (" + (source || kind) + ")"));
    }
    if (extra.x) {
      box.append(make("p", "fix", make("b", "", "Fix available"),
        extra.x[0] + (extra.x[1] ? "" : " (may change behaviour)")));
    }
    const remedy = data.rules[finding[RULE]].remedy;
    if (remedy && !extra.s) {
      box.append(make("p", "remedy", make("b", "", "Remedy"), remedy));
    }
    return box.childNodes.length ? box : null;
  };

  const card = (finding) => {
    const rule = data.rules[finding[RULE]];
    const extra = more(finding);
    const severity = finding[SEVERITY];
    const place = finding[LINE] ? "line " + finding[LINE] : "whole file";
    const meta = make("div", "meta", button("rule mono", rule.id, () => {
      state.rule = state.rule === rule.id ? "" : rule.id;
      changed(true);
    }));
    if (state.group !== "file") {
      meta.append(make("span", "mono", data.files[finding[FILE]].path));
    }
    if (extra.o) meta.append(make("span", "", extra.o));
    const details = make("details", "", make("summary", "", "Why it matters, and more"));
    details.addEventListener("toggle", () => {
      if (details.open && details.childNodes.length === 1) {
        details.append(detailList(finding));
      }
    });
    return make("article",
      "finding s" + severity + (extra.s ? " suppressed" : ""),
      make("div", "head",
        make("span", "badge c" + severity, NAMES[severity]),
        make("div", "words", make("h3", "", finding[MESSAGE]), meta),
        make("span", "place", place)),
      codeFrame(finding), hints(finding), details);
  };

  const renderSome = (wanted) => {
    while (pending.length && wanted > 0) {
      const group = pending[0];
      if (!group.element) {
        group.element = make("div", "group", groupTitle(group.key, group.findings));
        byId("list").append(group.element);
      }
      const part = group.findings.slice(group.next, group.next + wanted);
      group.element.append(...part.map(card));
      group.next += part.length;
      wanted -= part.length;
      if (group.next >= group.findings.length) pending.shift();
    }
    byId("more").hidden = pending.length === 0;
  };

  const showShown = (found) => {
    const all = data.findings.length;
    byId("shown").textContent = found.length === all
      ? "All " + counted(all, "finding")
      : found.length.toLocaleString("en") + " of " + counted(all, "finding");
    if (found.length < all) {
      byId("shown").append(" \u00b7 ", button("rule", "show all", () => {
        Object.assign(state, { text: "", rule: "", file: "", fixable: false,
          suppressed: true, severities: new Set([0, 1, 2, 3, 4]) });
        changed(true);
      }));
    }
  };

  const render = () => {
    const found = select();
    byId("list").replaceChildren();
    pending = grouped(found).map(([key, findings]) =>
      ({ key, findings, next: 0, element: null }));
    showShown(found);
    if (!found.length) {
      byId("list").append(make("p", "panel none", data.findings.length
        ? "No finding matches the filters."
        : "There are no findings."));
    }
    renderSome(CHUNK);
  };

  // --- filters ------------------------------------------------------------
  const controls = {};
  const option = (value, text) => {
    const element = make("option", "", text);
    element.value = value;
    return element;
  };
  const dropDown = (label, name, options) => {
    const element = make("select", "", ...options);
    element.setAttribute("aria-label", label);
    element.addEventListener("change", () => {
      state[name] = element.value;
      changed(false);
    });
    controls[name] = element;
    return element;
  };
  const checkBox = (name, text) => {
    const box = make("input");
    box.type = "checkbox";
    box.addEventListener("change", () => {
      state[name] = box.checked;
      changed(false);
    });
    controls[name] = box;
    return make("label", "check", box, text);
  };

  const tally = (field) => {
    const counts = new Map();
    for (const finding of data.findings) {
      if (more(finding).s) continue;
      counts.set(finding[field], (counts.get(finding[field]) || 0) + 1);
    }
    return counts;
  };
  const perSeverity = tally(SEVERITY);
  const perRule = tally(RULE);
  const perFile = tally(FILE);

  const toggleSeverity = (severity) => {
    if (state.severities.has(severity)) state.severities.delete(severity);
    else state.severities.add(severity);
    changed(false);
  };

  const buildFilters = () => {
    const search = make("input");
    search.type = "search";
    search.placeholder = "Search  ( / )";
    search.setAttribute("aria-label", "Search findings");
    let timer = 0;
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { state.text = search.value; changed(false); }, 120);
    });
    controls.text = search;
    const chips = make("div", "chips");
    controls.chips = [];
    for (let severity = 4; severity >= 0; --severity) {
      const chip = button("chip", "", () => toggleSeverity(severity));
      chip.append(make("span", "dot b" + severity), NAMES[severity]);
      controls.chips[severity] = chip;
      chips.append(chip);
    }
    const rules = data.rules.map((rule, i) => [rule.id, perRule.get(i) || 0])
      .filter((r) => r[1]).map((r) => option(r[0], r[0] + " (" + r[1] + ")"));
    const files = data.files.map((file, i) => [file.path, perFile.get(i) || 0])
      .filter((f) => f[1]).map((f) => option(f[0], f[0] + " (" + f[1] + ")"));
    const form = byId("filters");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.append(search, chips,
      dropDown("Rule", "rule", [option("", "All rules"), ...rules]),
      dropDown("File", "file", [option("", "All files"), ...files]),
      dropDown("Group by", "group", [option("file", "By file"),
        option("rule", "By rule"), option("severity", "By severity")]));
    const boxes = make("div", "checks");
    if (data.findings.some((f) => more(f).x)) {
      boxes.append(checkBox("fixable", "with fix"));
    }
    if (data.findings.some((f) => more(f).s)) {
      boxes.append(checkBox("suppressed", "suppressed"));
    }
    if (boxes.childNodes.length) form.append(boxes);
  };

  const syncControls = () => {
    for (const name of ["text", "rule", "file", "group"]) {
      if (controls[name].value !== state[name]) controls[name].value = state[name];
    }
    for (const name of ["fixable", "suppressed"]) {
      if (controls[name]) controls[name].checked = state[name];
    }
    controls.chips.forEach((chip, severity) => {
      chip.setAttribute("aria-pressed", String(state.severities.has(severity)));
    });
  };

  // --- the state in the address, so that a view can be passed on ------------
  const writeAddress = () => {
    const parts = new URLSearchParams();
    if (state.text) parts.set("q", state.text);
    if (state.rule) parts.set("rule", state.rule);
    if (state.file) parts.set("file", state.file);
    if (state.group !== "file") parts.set("group", state.group);
    if (state.suppressed) parts.set("suppressed", "1");
    if (state.fixable) parts.set("fix", "1");
    parts.set("severity", [...state.severities].sort().map((s) => NAMES[s]).join(","));
    try {
      history.replaceState(null, "", "#" + parts);
    } catch (error) {
      // Some browsers refuse it for files: the view still works.
    }
  };
  const readAddress = () => {
    if (location.hash.length < 2) return;
    const parts = new URLSearchParams(location.hash.slice(1));
    state.text = parts.get("q") || "";
    state.rule = parts.get("rule") || "";
    state.file = parts.get("file") || "";
    if (groupKey[parts.get("group")]) state.group = parts.get("group");
    state.suppressed = parts.has("suppressed");
    state.fixable = parts.has("fix");
    if (parts.has("severity")) {
      state.severities = new Set(parts.get("severity").split(",")
        .map((name) => NAMES.indexOf(name)).filter((s) => s >= 0));
    }
  };

  const changed = (scroll) => {
    syncControls();
    writeAddress();
    render();
    if (scroll) byId("filters").scrollIntoView({ block: "start" });
  };

  // --- overview -----------------------------------------------------------
  const severityPanel = () => {
    const panel = make("div", "panel", make("h2", "", "Findings by severity"));
    const bar = make("div", "bar");
    const cards = make("div", "cards");
    for (let severity = 4; severity >= 0; --severity) {
      const count = perSeverity.get(severity) || 0;
      if (count) {
        const part = make("span", "b" + severity);
        part.style.flexGrow = count;
        part.title = count + " " + NAMES[severity];
        bar.append(part);
      }
      const tile = button("card", "", () => {
        state.severities = new Set([severity]);
        changed(true);
      });
      if (!count) tile.dataset.zero = "";
      tile.append(make("b", "c" + severity, count.toLocaleString("en")),
        make("span", "", NAMES[severity]));
      tile.title = "Show only " + NAMES[severity];
      cards.append(tile);
    }
    panel.append(bar, cards);
    const fixes = data.findings.filter((f) => more(f).x && !more(f).s).length;
    const serious = (perSeverity.get(3) || 0) + (perSeverity.get(4) || 0);
    if (!serious && !data.gaps.length) {
      panel.append(make("p", "clean", "Nothing critical or high."));
    }
    if (fixes) {
      panel.append(make("p", "minor", "A fix is available for " +
        counted(fixes, "finding") + "."));
    }
    return panel;
  };

  const rankPanel = (title, counts, nameOf, severityOf, onclick, isPath) => {
    const ranked = [...counts].sort((a, b) =>
      severityOf(b[0]) - severityOf(a[0]) || b[1] - a[1] || a[0] - b[0]).slice(0, 6);
    const most = Math.max(1, ...ranked.map((r) => r[1]));
    const list = make("ul", "ranks");
    for (const [key, count] of ranked) {
      const fill = make("i", "b" + severityOf(key));
      fill.style.width = Math.max(4, 100 * count / most) + "%";
      const line = button("", "", () => onclick(nameOf(key)));
      // A left-to-right mark keeps the punctuation of a path in its place.
      const name = make("span", "name mono" + (isPath ? " path" : ""),
        isPath ? "\u200e" + nameOf(key) + "\u200e" : nameOf(key));
      line.title = nameOf(key);
      line.append(name, make("span", "track", fill),
        make("span", "number", count.toLocaleString("en")));
      list.append(make("li", "", line));
    }
    if (!ranked.length) list.append(make("li", "minor", "none"));
    return make("div", "panel", make("h2", "", title), list);
  };

  const worstBy = (field) => {
    const worst = new Map();
    for (const finding of data.findings) {
      if (more(finding).s) continue;
      const known = worst.get(finding[field]) || 0;
      worst.set(finding[field], Math.max(known, finding[SEVERITY]));
    }
    return (key) => worst.get(key) || 0;
  };

  const buildOverview = () => {
    byId("overview").append(severityPanel(),
      rankPanel("Rules to look at first", perRule, (i) => data.rules[i].id,
        worstBy(RULE), (id) => { state.rule = id; state.file = ""; reveal(); }),
      rankPanel("Files to look at first", perFile, (i) => data.files[i].path,
        worstBy(FILE), (path) => { state.file = path; state.rule = ""; reveal(); },
        true));
  };
  // After a click on a ranking all severities show, or the list might be empty.
  const reveal = () => {
    state.severities = new Set([0, 1, 2, 3, 4]);
    changed(true);
  };

  const buildGaps = () => {
    if (!data.gaps.length) return;
    const panel = make("div", "panel warn",
      make("h2", "", "Not assessed: " + counted(data.gaps.length, "gap")));
    const shown = data.gaps.slice(0, 100);
    for (const [place, code, message, remedy, broken] of shown) {
      panel.append(make("div", "gap",
        make("p", "", make("b", broken ? "c3" : "c2", broken ? "error" : "gap"),
          make("span", "mono", place), " " + message),
        make("p", "minor", code + (remedy ? " \u00b7 " + remedy : ""))));
    }
    if (shown.length < data.gaps.length) {
      panel.append(make("p", "minor", "and " +
        (data.gaps.length - shown.length).toLocaleString("en") + " more"));
    }
    byId("gaps").append(panel);
  };

  const foldedList = (title, texts) => {
    if (!texts.length) return;
    const details = make("details", "panel", make("summary", "", title));
    details.addEventListener("toggle", () => {
      if (details.childNodes.length > 1) return;
      details.append(make("ul", "", ...texts.map((text) => make("li", "", text))));
    });
    byId("appendix").append(details);
  };

  const buildAppendix = () => {
    foldedList(counted(data.notes.length, "note"), data.notes.map((n) => n[1]));
    foldedList(counted(data.targets.length, "file") + " checked",
      data.targets.map((t) => t[0] + " (" + t[1] + (t[2] ? ", " + t[2] : "") + ")"));
    foldedList(counted(data.leftOut.length, "file") + " left out",
      data.leftOut.map((l) => l[0] + ": " + l[1]));
  };

  // --- theme and print ------------------------------------------------------
  const buildTools = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => {
      const chosen = document.documentElement.dataset.theme;
      return chosen ? chosen === "dark" : dark.matches;
    };
    const theme = button("theme", "", () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      label();
    });
    const label = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
    dark.addEventListener("change", label);
    label();
    byId("tools").append(theme, button("print", "Print", () => print()));
    addEventListener("beforeprint", () => renderSome(Infinity));
  };

  readAddress();
  buildTools();
  buildOverview();
  buildGaps();
  buildFilters();
  buildAppendix();
  syncControls();
  render();
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) renderSome(CHUNK);
  }, { rootMargin: "1200px" }).observe(byId("more"));
  addEventListener("scroll", () => {
    // The observer says nothing while its element stays in sight.
    if (byId("more").getBoundingClientRect().top < innerHeight + 1200) {
      renderSome(CHUNK);
    }
  }, { passive: true });
  addEventListener("hashchange", () => { readAddress(); syncControls(); render(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      controls.text.focus();
    }
  });
})();
