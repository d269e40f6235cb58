// The calls through the Go client of openapi-generator.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"clients/exports"
	"clients/inventory"
)

// plainIDs takes the brackets away that the generated code writes around the list of ids in a path.
type plainIDs struct{}

func (plainIDs) RoundTrip(request *http.Request) (*http.Response, error) {
	changed := request.Clone(request.Context())
	changed.URL.Path = strings.NewReplacer("[", "", "]", "", " ", ",").Replace(request.URL.Path)
	changed.URL.RawPath = ""
	return http.DefaultTransport.RoundTrip(changed)
}

var (
	task     = map[string]string{}
	ctx      = context.Background()
	hosts    *inventory.APIClient
	archives *exports.APIClient
	exportID string
)

func connect() {
	if err := json.Unmarshal([]byte(os.Getenv("CLIENT_TASK")), &task); err != nil {
		panic(err)
	}
	ours := inventory.NewConfiguration()
	ours.Servers = inventory.ServerConfigurations{{URL: task["inventory"]}}
	ours.AddDefaultHeader("x-rh-identity", task["identity"])
	ours.HTTPClient = &http.Client{Transport: plainIDs{}}
	hosts = inventory.NewAPIClient(ours)
	theirs := exports.NewConfiguration()
	theirs.Servers = exports.ServerConfigurations{{URL: task["exports"]}}
	theirs.AddDefaultHeader("x-rh-identity", task["identity"])
	archives = exports.NewAPIClient(theirs)
}

func listHosts() (any, error) {
	page, _, err := hosts.HostsAPI.ApiHostGetHostList(ctx).Staleness([]string{"fresh", "stale"}).
		Tags([]string{"env/tier=gold"}).OrderBy("display_name").OrderHow("DESC").PerPage(2).Execute()
	if err != nil {
		return nil, err
	}
	names, created := []string{}, []int64{}
	for _, host := range page.Results {
		names, created = append(names, host.DisplayName), append(created, host.Created.Unix())
	}
	return map[string]any{"total": page.Total, "names": names, "created": created}, nil
}

func hostsByProfile() (any, error) {
	wanted := inventory.ApiHostGetHostListFilterParameter{SystemProfile: map[string]any{
		"arch": "aarch64", "number_of_cpus": map[string]any{"gte": "2"},
	}}
	fields := inventory.ApiHostGetHostListFieldsParameter{SystemProfile: []string{"arch", "system_memory_bytes"}}
	page, _, err := hosts.HostsAPI.ApiHostGetHostList(ctx).Filter(wanted).Fields(fields).Execute()
	if err != nil {
		return nil, err
	}
	found := [][]any{}
	for _, host := range page.Results {
		profile := host.SystemProfile
		found = append(found, []any{host.DisplayName, profile.GetArch(), profile.GetSystemMemoryBytes()})
	}
	return found, nil
}

func hostByID() (any, error) {
	page, _, err := hosts.HostsAPI.ApiHostGetHostById(ctx, []string{task["alpha"], task["beta"]}).
		OrderBy("display_name").OrderHow("ASC").Execute()
	if err != nil {
		return nil, err
	}
	ids, facts := []string{}, map[string]any{}
	for _, host := range page.Results {
		ids = append(ids, host.Id)
	}
	host := page.Results[0]
	for _, set := range host.Facts {
		facts[set.Namespace] = set.Facts
	}
	return map[string]any{
		"ids": ids, "insights_id": host.InsightsId, "fqdn": host.Fqdn.Get(), "satellite_id": host.SatelliteId.Get(),
		"ip_addresses": host.IpAddresses, "facts": facts,
	}, nil
}

func systemProfile() (any, error) {
	page, _, err := hosts.HostsAPI.ApiHostGetHostSystemProfileById(ctx, []string{task["alpha"]}).Execute()
	if err != nil {
		return nil, err
	}
	profile := page.Results[0].SystemProfile
	system, interfaces := profile.OperatingSystem, []string{}
	for _, entry := range profile.NetworkInterfaces {
		interfaces = append(interfaces, entry.GetName())
	}
	return map[string]any{
		"memory": profile.GetSystemMemoryBytes(), "system": []any{system.Name, system.Major, system.Minor},
		"booted": profile.LastBootTime.Unix(), "interfaces": interfaces,
	}, nil
}

func tags() (any, error) {
	page, _, err := hosts.HostsAPI.ApiHostGetHostTags(ctx, []string{task["alpha"]}).Execute()
	if err != nil {
		return nil, err
	}
	found := map[string][][]any{}
	for host, tags := range page.Results {
		for _, tag := range tags {
			found[host] = append(found[host], []any{tag.Namespace.Get(), tag.Key, tag.Value.Get()})
		}
	}
	return found, nil
}

func rename() (any, error) {
	body := inventory.PatchHostIn{DisplayName: inventory.PtrString("renamed")}
	_, _, err := hosts.HostsAPI.ApiHostPatchHostById(ctx, []string{task["alpha"]}).PatchHostIn(body).Execute()
	return nil, err
}

func mergeFacts() (any, error) {
	facts := map[string]any{"rack": 7}
	status, _, err := hosts.HostsAPI.ApiHostMergeFacts(ctx, []string{task["alpha"]}, "site").Body(facts).Execute()
	return status, err
}

func checkIn() (any, error) {
	body := inventory.HostCheckIn{}
	body.SetInsightsId(task["gamma_insights_id"])
	host, _, err := hosts.HostsAPI.ApiHostHostCheckin(ctx).HostCheckIn(body).Execute()
	if err != nil {
		return nil, err
	}
	return map[string]any{"id": host.Id, "name": host.DisplayName}, nil
}

func operatingSystems() (any, error) {
	page, _, err := hosts.SystemProfileAPI.ApiSystemProfileGetOperatingSystem(ctx).
		Tags([]string{"env/tier=gold"}).Execute()
	if err != nil {
		return nil, err
	}
	found := [][]any{}
	for _, entry := range page.Results {
		found = append(found, []any{entry.Value.Name, entry.Value.Major, entry.Value.Minor, entry.Count})
	}
	return found, nil
}

func export() (any, error) {
	source := *exports.NewExportRequestSourcesInner(
		"urn:redhat:application:inventory", "urn:redhat:application:inventory:export:systems")
	request := *exports.NewExportRequest("json", []exports.ExportRequestSourcesInner{source})
	request.SetName("hosts")
	created, _, err := archives.ExportsAPI.ApiExportPostExport(ctx).ExportRequest(request).Execute()
	if err != nil {
		return nil, err
	}
	exportID = created.Id
	seen := created
	for seen.Status == "pending" || seen.Status == "running" {
		time.Sleep(200 * time.Millisecond)
		if seen, _, err = archives.ExportsAPI.ApiExportGetExportStatus(ctx, exportID).Execute(); err != nil {
			return nil, err
		}
	}
	return []any{created.Status, seen.Status, seen.Format}, nil
}

func download() (any, error) {
	file, _, err := archives.ExportsAPI.ApiExportGetExport(ctx, exportID).Execute()
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	archive, err := io.ReadAll(file)
	return archive, err
}

func deleteHost() (any, error) {
	_, _, err := hosts.HostsAPI.ApiHostDeleteHostById(ctx, []string{task["gamma"]}).Execute()
	return nil, err
}

func main() {
	connect()
	calls := []struct {
		name    string
		perform func() (any, error)
	}{
		{"hosts", listHosts}, {"hosts_by_profile", hostsByProfile}, {"host_by_id", hostByID},
		{"system_profile", systemProfile}, {"tags", tags}, {"rename", rename}, {"merge_facts", mergeFacts},
		{"check_in", checkIn}, {"operating_systems", operatingSystems}, {"export", export}, {"download", download},
		{"delete", deleteHost},
	}
	for _, call := range calls {
		line := map[string]any{"call": call.name}
		if result, err := call.perform(); err != nil {
			line["error"] = err.Error()
		} else {
			line["result"] = result
		}
		text, _ := json.Marshal(line)
		fmt.Println(string(text))
	}
}
