declare module "*.css"; // esbuild puts them all into one file
