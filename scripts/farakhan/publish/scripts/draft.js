// What was typed, kept on this phone alone, until it is sent or erased.
export const draftOf = (form) => {
  const key = `farakhan-draft-${form.dataset.edition}`;

  const keep = () => {
    const typed = [...new FormData(form)].filter(([, value]) => value && typeof value === "string");
    try {
      if (typed.length) localStorage.setItem(key, JSON.stringify(typed));
      else localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing */ }
  };

  const forget = () => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    form.reset();
  };

  // A browser may remember a form by itself, after its draft was erased as well; what was typed on this visit stays.
  const restore = () => {
    const touched = [...form.elements].filter((one) => one.dataset.touched).map((one) => [one, one.value, one.checked, one.files]);
    form.reset();
    let typed = null;
    try { typed = JSON.parse(localStorage.getItem(key)); } catch { /* none, or not ours */ }
    if (Array.isArray(typed)) {
      for (const one of form.elements) {
        const own = typed.filter(([name]) => name === one.name).map(([, value]) => value);
        if (one.type === "radio" || one.type === "checkbox") one.checked = own.includes(one.value);
        else if (own.length) [one.value] = own;
      }
    }
    for (const [one, value, checked, files] of touched) {
      if (files) one.files = files;
      else Object.assign(one, one.type === "radio" || one.type === "checkbox" ? { checked } : { value });
    }
    if (touched.length) keep();
    return Array.isArray(typed);
  };

  return { keep, forget, restore };
};
