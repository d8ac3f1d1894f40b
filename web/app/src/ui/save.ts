/** Has the browser save what an address answers with. */
export function save(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = ""; // the name is the server's
  link.click();
}
