package main

import (
	"runtime/debug"
	"sort"

	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
)

type stage struct {
	Version string `json:"version"`
	// PreRelease in the library's words: ALPHA, BETA, DEPRECATED, and "" for GA.
	PreRelease              string `json:"preRelease"`
	Default                 bool   `json:"default"`
	LockToDefault           bool   `json:"lockToDefault"`
	MinCompatibilityVersion string `json:"minCompatibilityVersion,omitempty"`
}

type gate struct {
	Name         string   `json:"name"`
	Stages       []stage  `json:"stages"`
	Dependencies []string `json:"dependencies"`
}

type registry struct {
	Component string `json:"component"`
	// Version of k8s.io/kubernetes, as linked.
	Version string `json:"version"`
	Gates   []gate `json:"gates"`
}

// list reads the registry of kube-apiserver, in order of name. AllAlpha and AllBeta are switches, not gates.
func list() registry {
	registered := utilfeature.DefaultMutableFeatureGate.GetAllVersioned()
	dependencies := utilfeature.DefaultMutableFeatureGate.Dependencies()
	gates := []gate{}
	for name, specs := range registered {
		if name == "AllAlpha" || name == "AllBeta" {
			continue
		}
		g := gate{Name: string(name), Stages: stages(specs), Dependencies: []string{}}
		for _, dependency := range dependencies[name] {
			g.Dependencies = append(g.Dependencies, string(dependency))
		}
		gates = append(gates, g)
	}
	sort.Slice(gates, func(i, j int) bool { return gates[i].Name < gates[j].Name })
	return registry{Component: "kubernetes", Version: kubernetesVersion(), Gates: gates}
}

func stages(specs featuregate.VersionedSpecs) []stage {
	var result []stage
	inherited := ""
	for _, spec := range specs {
		s := stage{
			Version:       spec.Version.String(),
			PreRelease:    string(spec.PreRelease),
			Default:       spec.Default,
			LockToDefault: spec.LockToDefault,
		}
		// Registration copies the minimum compatibility version onto later stages; only the declared one is told.
		if minimum := spec.MinCompatibilityVersion; minimum != nil && minimum.String() != inherited {
			inherited = minimum.String()
			s.MinCompatibilityVersion = inherited
		}
		result = append(result, s)
	}
	return result
}

func kubernetesVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range info.Deps {
		if module.Path == "k8s.io/kubernetes" {
			return module.Version
		}
	}
	return "unknown"
}
