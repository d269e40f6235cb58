// The calls through the client of oapi-codegen.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/oapi-codegen/runtime/types"

	"clients/exports"
	"clients/inventory"
)

var (
	task     = map[string]string{}
	ctx      = context.Background()
	hosts    *inventory.ClientWithResponses
	archives *exports.ClientWithResponses
	exportID types.UUID
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func connect() {
	if err := json.Unmarshal([]byte(os.Getenv("CLIENT_TASK")), &task); err != nil {
		panic(err)
	}
	identify := func(_ context.Context, request *http.Request) error {
		request.Header.Set("x-rh-identity", task["identity"])
		return nil
	}
	hosts = must(inventory.NewClientWithResponses(task["inventory"], inventory.WithRequestEditorFn(identify)))
	archives = must(exports.NewClientWithResponses(task["exports"], exports.WithRequestEditorFn(identify)))
}

func ids(names ...string) []types.UUID {
	found := []types.UUID{}
	for _, name := range names {
		var id types.UUID
		if err := id.UnmarshalText([]byte(task[name])); err != nil {
			panic(err)
		}
		found = append(found, id)
	}
	return found
}

func refused(status string, body []byte) error {
	return fmt.Errorf("%s %.300s", status, body)
}

func listHosts() (any, error) {
	staleness := []inventory.ApiHostGetHostListParamsStaleness{"fresh", "stale"}
	tags, size := []string{"env/tier=gold"}, 2
	by, how := inventory.ApiHostGetHostListParamsOrderBy("display_name"), inventory.ApiHostGetHostListParamsOrderHow("DESC")
	answer, err := hosts.ApiHostGetHostListWithResponse(ctx, &inventory.ApiHostGetHostListParams{
		Staleness: &staleness, Tags: &tags, OrderBy: &by, OrderHow: &how, PerPage: &size,
	})
	if err != nil {
		return nil, err
	}
	if answer.JSON200 == nil {
		return nil, refused(answer.Status(), answer.Body)
	}
	names, created := []string{}, []int64{}
	for _, host := range answer.JSON200.Results {
		names, created = append(names, host.DisplayName), append(created, host.Created.Unix())
	}
	return map[string]any{"total": answer.JSON200.Total, "names": names, "created": created}, nil
}

func hostsByProfile() (any, error) {
	params := inventory.ApiHostGetHostListParams{}
	wanted := `{"filter": {"system_profile": {"arch": "aarch64", "number_of_cpus": {"gte": "2"}}},
		"fields": {"system_profile": ["arch", "system_memory_bytes"]}}`
	if err := json.Unmarshal([]byte(wanted), &params); err != nil {
		return nil, err
	}
	answer, err := hosts.ApiHostGetHostListWithResponse(ctx, &params)
	if err != nil {
		return nil, err
	}
	if answer.JSON200 == nil {
		return nil, refused(answer.Status(), answer.Body)
	}
	found := [][]any{}
	for _, host := range answer.JSON200.Results {
		found = append(found, []any{host.DisplayName, host.SystemProfile.Arch, host.SystemProfile.SystemMemoryBytes})
	}
	return found, nil
}

func hostByID() (any, error) {
	by, how := inventory.ApiHostGetHostByIdParamsOrderBy("display_name"), inventory.ApiHostGetHostByIdParamsOrderHow("ASC")
	params := &inventory.ApiHostGetHostByIdParams{OrderBy: &by, OrderHow: &how}
	answer, err := hosts.ApiHostGetHostByIdWithResponse(ctx, ids("alpha", "beta"), params)
	if err != nil {
		return nil, err
	}
	if answer.JSON200 == nil {
		return nil, refused(answer.Status(), answer.Body)
	}
	found, facts := []string{}, map[string]any{}
	for _, host := range answer.JSON200.Results {
		found = append(found, host.Id.String())
	}
	host := answer.JSON200.Results[0]
	for _, set := range host.Facts {
		facts[set.Namespace] = set.Facts
	}
	return map[string]any{
		"ids": found, "insights_id": host.InsightsId, "fqdn": host.Fqdn, "satellite_id": host.SatelliteId,
		"ip_addresses": host.IpAddresses, "facts": facts,
	}, nil
}

func systemProfile() (any, error) {
	answer, err := hosts.ApiHostGetHostSystemProfileByIdWithResponse(ctx, ids("alpha"), nil)
	if err != nil {
		return nil, err
	}
	if answer.JSON200 == nil {
		return nil, refused(answer.Status(), answer.Body)
	}
	profile := answer.JSON200.Results[0].SystemProfile
	system, interfaces := profile.OperatingSystem, []*string{}
	for _, entry := range *profile.NetworkInterfaces {
		interfaces = append(interfaces, entry.Name)
	}
	return map[string]any{
		"memory": profile.SystemMemoryBytes, "system": []any{system.Name, system.Major, system.Minor},
		"booted": profile.LastBootTime.Unix(), "interfaces": interfaces,
	}, nil
}

func tags() (any, error) {
	answer, err := hosts.ApiHostGetHostTagsWithResponse(ctx, ids("alpha"), nil)
	if err != nil {
		return nil, err
	}
	if answer.JSON200 == nil {
		return nil, refused(answer.Status(), answer.Body)
	}
	found := map[string][][]any{}
	for host, tags := range answer.JSON200.Results {
		for _, tag := range tags {
			found[host] = append(found[host], []any{tag.Namespace, tag.Key, tag.Value})
		}
	}
	return found, nil
}

func rename() (any, error) {
	name := "renamed"
	answer, err := hosts.ApiHostPatchHostByIdWithResponse(ctx, ids("alpha"), nil, inventory.PatchHostIn{DisplayName: &name})
	if err == nil && answer.StatusCode() != 200 {
		err = refused(answer.Status(), answer.Body)
	}
	return nil, err
}

func mergeFacts() (any, error) {
	answer, err := hosts.ApiHostMergeFactsWithResponse(ctx, ids("alpha"), "site", nil, inventory.FactsIn{"rack": 7})
	if err != nil {
		return nil, err
	}
	return answer.JSON200, nil
}

func checkIn() (any, error) {
	id := ids("gamma_insights_id")[0]
	answer, err := hosts.ApiHostHostCheckinWithResponse(ctx, inventory.HostCheckIn{InsightsId: &id})
	if err != nil {
		return nil, err
	}
	if answer.JSON201 == nil {
		return nil, refused(answer.Status(), answer.Body)
	}
	return map[string]any{"id": answer.JSON201.Id, "name": answer.JSON201.DisplayName}, nil
}

func operatingSystems() (any, error) {
	tags := []string{"env/tier=gold"}
	params := &inventory.ApiSystemProfileGetOperatingSystemParams{Tags: &tags}
	answer, err := hosts.ApiSystemProfileGetOperatingSystemWithResponse(ctx, params)
	if err != nil {
		return nil, err
	}
	if answer.JSON200 == nil {
		return nil, refused(answer.Status(), answer.Body)
	}
	found := [][]any{}
	for _, entry := range answer.JSON200.Results {
		found = append(found, []any{entry.Value.Name, entry.Value.Major, entry.Value.Minor, entry.Count})
	}
	return found, nil
}

func export() (any, error) {
	request := exports.ExportRequest{}
	wanted := `{"name": "hosts", "format": "json", "sources": [{"application": "urn:redhat:application:inventory",
		"resource": "urn:redhat:application:inventory:export:systems"}]}`
	if err := json.Unmarshal([]byte(wanted), &request); err != nil {
		return nil, err
	}
	created, err := archives.ApiExportPostExportWithResponse(ctx, request)
	if err != nil {
		return nil, err
	}
	if created.JSON202 == nil {
		return nil, refused(created.Status(), created.Body)
	}
	seen := created.JSON202
	exportID = seen.Id
	for seen.Status == exports.ExportStatusPending || seen.Status == exports.ExportStatusRunning {
		time.Sleep(200 * time.Millisecond)
		answer, err := archives.ApiExportGetExportStatusWithResponse(ctx, exportID)
		if err != nil {
			return nil, err
		}
		seen = answer.JSON200
	}
	return []any{created.JSON202.Status, seen.Status, seen.Format}, nil
}

func download() (any, error) {
	answer, err := archives.ApiExportGetExportWithResponse(ctx, exportID)
	if err != nil {
		return nil, err
	}
	return answer.Body, nil
}

func deleteHost() (any, error) {
	answer, err := hosts.ApiHostDeleteHostByIdWithResponse(ctx, ids("gamma"), nil)
	if err == nil && answer.StatusCode() != 200 {
		err = refused(answer.Status(), answer.Body)
	}
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
