package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/component-base/featuregate"
)

type answer struct {
	// Gates holds the value of each gate available at the emulated version, AllAlpha and AllBeta included. It is
	// null when the flags are refused; when only the dependency check refuses them, the values are still given.
	// Of several flags, the last one's fate is told: one that is refused does not keep the next from being set.
	Gates map[string]bool `json:"gates"`
	Error *string         `json:"error"`
}

func answerLines(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	buffered := bufio.NewWriter(out)
	encoder := json.NewEncoder(buffered)
	for number := 1; lines.Scan(); number++ {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return fmt.Errorf("line %d is not a question: %w", number, err)
		}
		a, err := ask(q)
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := encoder.Encode(a); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), buffered.Flush())
}

// ask puts one question to fresh copies of a registry: versions first, then the flags, which is the order of the API
// server's own start. The registry's version floors are not in play; only its Validate knows them.
func ask(q question) (answer, error) {
	emulation, err := version.ParseMajorMinor(q.Emulation)
	if err != nil {
		return answer{}, fmt.Errorf("emulation: %w", err)
	}
	minCompatibility := emulation.SubtractMinor(1)
	if q.MinCompatibility != "" {
		if minCompatibility, err = version.ParseMajorMinor(q.MinCompatibility); err != nil {
			return answer{}, fmt.Errorf("minCompatibility: %w", err)
		}
	}
	registry, err := q.registry(emulation)
	if err != nil {
		return answer{}, fmt.Errorf("gates: %w", err)
	}
	set := func(gates featuregate.MutableVersionedFeatureGate) (map[string]bool, error) {
		if err := gates.SetEmulationVersionAndMinCompatibilityVersion(emulation, minCompatibility); err != nil {
			return nil, err
		}
		var refusal error
		for _, flags := range q.Flags {
			refusal = gates.Set(flags)
		}
		return values(gates), refusal
	}

	asked := registry.DeepCopy()
	accepted, refusal := set(asked)
	if refusal == nil {
		return answer{Gates: accepted}, nil
	}
	text := refusalText(refusal, asked, strings.Join(q.Flags, ","))
	// A reset copy has no dependencies, so it accepts what only the dependency check refused.
	beforeDependencies, err := set(registry.DeepCopyAndReset())
	if err != nil {
		return answer{Error: &text}, nil
	}
	return answer{Gates: beforeDependencies, Error: &text}, nil
}

func values(gates featuregate.MutableVersionedFeatureGate) map[string]bool {
	result := map[string]bool{}
	for name := range gates.GetAll() {
		result[string(name)] = gates.Enabled(name)
	}
	return result
}

// refusalText is the library's error made repeatable. The library walks a map: it gives several errors in any order,
// and stops at the first unknown name it meets, wherever that is.
func refusalText(refusal error, gates featuregate.MutableVersionedFeatureGate, flags string) string {
	known := gates.GetAllVersioned()
	unknown := []string{}
	for _, pair := range strings.Split(flags, ",") {
		name, _, _ := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		text := "unrecognized feature gate: " + name
		if _, found := known[featuregate.Feature(name)]; !found && strings.Contains(refusal.Error(), "unrecognized feature gate: ") {
			unknown = append(unknown, text)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return unknown[0]
	}
	var several interface{ Errors() []error }
	if !errors.As(refusal, &several) {
		return refusal.Error()
	}
	texts := []string{}
	for _, err := range several.Errors() {
		texts = append(texts, err.Error())
	}
	sort.Strings(texts)
	return strings.Join(texts, "; ")
}
