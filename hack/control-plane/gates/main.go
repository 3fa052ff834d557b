// Gates says what Kubernetes' own feature gate library says: which gates kube-apiserver registers, and which
// value each takes for given flags; the same of a registry that a question brings. It is linked against the modules pinned in ../go.mod.
//
//	gates list            every registered gate, its stages and dependencies, as one JSON document
//	gates answer          one JSON question a line on stdin, one JSON answer a line on stdout, in order
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"k8s.io/klog/v2"

	// Registers what the command registers: the gates of pkg/features, client-go's, and logging's.
	_ "k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	// The library warns about each gate that is GA or deprecated; here that is the subject, not news.
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gates:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 1 && args[0] == "list" {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(list())
	}
	if len(args) == 1 && args[0] == "answer" {
		return answerLines(os.Stdin, os.Stdout)
	}
	return fmt.Errorf("usage: gates list | gates answer < questions.jsonl")
}
