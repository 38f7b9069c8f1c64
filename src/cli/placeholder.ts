/** Gone with the first real file here. */
export const placeholder = 0;
