package main

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/util/version"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
)

type question struct {
	Emulation string `json:"emulation"`
	// MinCompatibility is the minor before Emulation when absent.
	MinCompatibility string `json:"minCompatibility"`
	// Flags in the form of --feature-gates: A=true,B=false. Several are set one after the other.
	Flags settings `json:"flags"`
	// Gates, as list tells them, are a registry of their own; kube-apiserver's is asked when absent.
	Gates []gate `json:"gates"`
}

// settings are one string or a list of them.
type settings []string

func (s *settings) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*s = settings{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(s))
}

// registry is the one to copy from; nothing is set on it.
func (q question) registry(emulation *version.Version) (featuregate.MutableVersionedFeatureGate, error) {
	if q.Gates == nil {
		return utilfeature.DefaultMutableFeatureGate, nil
	}
	specs := map[featuregate.Feature]featuregate.VersionedSpecs{}
	dependencies := map[featuregate.Feature][]featuregate.Feature{}
	for _, g := range q.Gates {
		name := featuregate.Feature(g.Name)
		for _, s := range g.Stages {
			spec, err := s.spec()
			if err != nil {
				return nil, fmt.Errorf("gate %s: %w", name, err)
			}
			specs[name] = append(specs[name], spec)
		}
		for _, dependency := range g.Dependencies {
			dependencies[name] = append(dependencies[name], featuregate.Feature(dependency))
		}
	}
	registry := featuregate.NewVersionedFeatureGate(emulation)
	if err := registry.AddVersioned(specs); err != nil {
		return nil, err
	}
	return registry, registry.AddDependencies(dependencies)
}

func (s stage) spec() (featuregate.FeatureSpec, error) {
	// The library does not export the type of its levels.
	spec, known := map[string]featuregate.FeatureSpec{
		"ALPHA":      {PreRelease: featuregate.Alpha},
		"BETA":       {PreRelease: featuregate.Beta},
		"":           {PreRelease: featuregate.GA},
		"DEPRECATED": {PreRelease: featuregate.Deprecated},
	}[s.PreRelease]
	if !known {
		return spec, fmt.Errorf("preRelease %q is not ALPHA, BETA, DEPRECATED, or empty for GA", s.PreRelease)
	}
	spec.Default, spec.LockToDefault = s.Default, s.LockToDefault
	var err error
	if spec.Version, err = version.ParseMajorMinor(s.Version); err != nil || s.MinCompatibilityVersion == "" {
		return spec, err
	}
	spec.MinCompatibilityVersion, err = version.ParseMajorMinor(s.MinCompatibilityVersion)
	return spec, err
}
