declare module "*.css"; // the page has them all in one file

/** All of these, for an element that brings its style along. */
declare module "ringlog:style" {
  const style: string;
  export default style;
}
