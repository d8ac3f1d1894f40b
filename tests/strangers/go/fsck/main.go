// Checks a log that is served as tiles, by Tessera's own checker: `fsck ADDRESS VKEY`. It ends with 1 if the log isn't
// what its checkpoint says; the command that Tessera brings ends with 0 then.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(address, vkey string) error {
	log, err := url.Parse(address)
	if err != nil {
		return err
	}
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	served, err := client.NewHTTPFetcher(log, nil)
	if err != nil {
		return err
	}
	return fsck.New(key.Name(), key, served, leaves, fsck.Opts{N: 2}).Check(context.Background())
}

func leaves(bundle []byte) ([][]byte, error) {
	var entries api.EntryBundle
	if err := entries.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	hashes := make([][]byte, len(entries.Entries))
	for i, entry := range entries.Entries {
		hashes[i] = rfc6962.DefaultHasher.HashLeaf(entry)
	}
	return hashes, nil
}
