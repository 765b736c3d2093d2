// What was typed, kept on this phone alone, until it is sent or erased.
export const draftOf = (form) => {
  const key = `farakhan-draft-${form.dataset.edition}`;

  const keep = () => {
    const typed = [...new FormData(form)].filter(([, value]) => value);
    try {
      if (typed.length) localStorage.setItem(key, JSON.stringify(typed));
      else localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing */ }
  };

  const forget = () => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    form.reset();
  };

  // A browser may remember a form by itself, after its draft was erased as well.
  const restore = () => {
    form.reset();
    let typed = null;
    try { typed = JSON.parse(localStorage.getItem(key)); } catch { /* none, or not ours */ }
    if (!Array.isArray(typed)) return false;
    for (const one of form.elements) {
      const own = typed.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.type === "radio" || one.type === "checkbox") one.checked = own.includes(one.value);
      else if (own.length) [one.value] = own;
    }
    return true;
  };

  return { keep, forget, restore };
};
