// kube: the components of Kubernetes that the tests run, in one binary; the first argument picks one.
// They share nearly all of their code, so one binary is built and kept in a fraction of the time and space of four.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

func newCommand(component string) *cobra.Command {
	switch component {
	case "apiserver":
		return apiserver.NewAPIServerCommand()
	case "controller-manager":
		return controllermanager.NewControllerManagerCommand()
	case "proxy":
		return proxy.NewProxyCommand()
	case "scheduler":
		return scheduler.NewSchedulerCommand()
	}
	fmt.Fprintf(os.Stderr, "kube: unknown component %q\n", component)
	os.Exit(64)
	return nil
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: kube apiserver|controller-manager|proxy|scheduler [FLAG...]")
		os.Exit(64)
	}
	command := newCommand(os.Args[1])
	// The components read os.Args themselves, to print how they were started.
	os.Args = append([]string{"kube-" + os.Args[1]}, os.Args[2:]...)
	os.Exit(cli.Run(command))
}
