export const reduced = async (file) => file;
