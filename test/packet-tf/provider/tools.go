//go:build tools

// Package provider pins the last Equinix provider that can be had as a Go module: go.mod and go.sum name every byte it is built from.
package provider

import _ "github.com/equinix/terraform-provider-equinix"
