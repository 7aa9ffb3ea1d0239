// The basic flow with github.com/Azure/azure-sdk-for-go: pool, nodes, job, a collection of tasks, files, counts, errors, clean-up.
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/services/batch/2020-09-01.12.0/batch"
	"github.com/Azure/azure-sdk-for-go/version"
	"github.com/Azure/go-autorest/autorest"
	"github.com/Azure/go-autorest/autorest/to"
)

var (
	ctx      = context.Background()
	endpoint = os.Getenv("AZURE_BATCH_ENDPOINT")
	isLocal  = strings.HasPrefix(endpoint, "http://127.0.0.1")
	pools    = batch.NewPoolClient(endpoint)
	nodes    = batch.NewComputeNodeClient(endpoint)
	jobs     = batch.NewJobClient(endpoint)
	tasks    = batch.NewTaskClient(endpoint)
	files    = batch.NewFileClient(endpoint)
	id       = fmt.Sprintf("go-%x", time.Now().UnixNano())
	checks   = 0
)

func main() {
	key, err := base64.StdEncoding.DecodeString(os.Getenv("AZURE_BATCH_ACCESS_KEY"))
	check(err)
	credentials := sharedKey{os.Getenv("AZURE_BATCH_ACCOUNT"), key}
	for _, client := range []*autorest.Client{&pools.Client, &nodes.Client, &jobs.Client, &tasks.Client, &files.Client} {
		client.Authorizer = credentials
		client.RetryAttempts = 1 // Otherwise the client repeats what failed with 404 for minutes.
	}
	defer func() {
		jobs.Delete(ctx, id, nil, nil, nil, nil, "", "", nil, nil)
		pools.Delete(ctx, id, nil, nil, nil, nil, "", "", nil, nil)
		if failure := recover(); failure != nil {
			fmt.Fprintln(os.Stderr, failure)
			os.Exit(1)
		}
		fmt.Printf("go: azure-sdk-for-go %s, batch 2020-09-01.12.0, %d checks ok\n", version.Number, checks)
	}()
	createPool()
	createTasks()
	readFiles()
	checkErrors()
}

func createPool() {
	_, err := pools.Add(ctx, batch.PoolAddParameter{
		ID:     &id,
		VMSize: to.StringPtr("standard_d2s_v3"),
		VirtualMachineConfiguration: &batch.VirtualMachineConfiguration{
			ImageReference: &batch.ImageReference{
				Publisher: to.StringPtr("microsoft-dsvm"), Offer: to.StringPtr("ubuntu-hpc"), Sku: to.StringPtr("2404"), Version: to.StringPtr("latest"),
			},
			NodeAgentSKUID: to.StringPtr("batch.node.ubuntu 24.04"),
		},
		TargetDedicatedNodes: to.Int32Ptr(1),
		TaskSlotsPerNode:     to.Int32Ptr(4),
		StartTask:            &batch.StartTask{CommandLine: to.StringPtr("/bin/echo started"), WaitForSuccess: to.BoolPtr(true)},
	}, nil, nil, nil, nil)
	check(err)
	exists, err := pools.Exists(ctx, id, nil, nil, nil, nil, "", "", nil, nil)
	check(err)
	equal(exists.StatusCode, 200, "status of Exists")
	until("an idle node", func() bool {
		page, err := nodes.List(ctx, id, "", "", nil, nil, nil, nil, nil)
		check(err)
		return len(page.Values()) == 1 && page.Values()[0].State == batch.Idle
	})
	pool, err := pools.Get(ctx, id, "", "", nil, nil, nil, nil, "", "", nil, nil)
	check(err)
	equal(pool.State, batch.PoolStateActive, "state of the pool")
	equal(*pool.TaskSlotsPerNode, int32(4), "taskSlotsPerNode")
	equal(strings.ToLower(string(pool.TaskSchedulingPolicy.NodeFillType)), string(batch.Spread), "nodeFillType")
}

func createTasks() {
	_, err := jobs.Add(ctx, batch.JobAddParameter{ID: &id, PoolInfo: &batch.PoolInformation{PoolID: &id}}, nil, nil, nil, nil)
	check(err)
	collection := []batch.TaskAddParameter{{ID: to.StringPtr("bad"), CommandLine: to.StringPtr("/bin/sh -c 'exit 3'")}}
	for i := range 99 {
		collection = append(collection, batch.TaskAddParameter{
			ID: to.StringPtr(fmt.Sprintf("task-%d", i)), CommandLine: to.StringPtr(fmt.Sprintf("/bin/echo number %d", i)),
		})
	}
	for _, status := range []batch.TaskAddStatus{batch.TaskAddStatusSuccess, batch.TaskAddStatusClientError} {
		added, err := tasks.AddCollection(ctx, id, batch.TaskAddCollectionParameter{Value: &collection}, nil, nil, nil, nil)
		check(err)
		equal(len(*added.Value), 100, "results")
		for _, result := range *added.Value {
			equal(strings.ToLower(string(result.Status)), string(status), "status of a task")
		}
	}
	completed := func() int {
		count := 0
		list, err := tasks.ListComplete(ctx, id, "state eq 'completed'", "id,state", "", to.Int32Ptr(30), nil, nil, nil, nil)
		for ; err == nil && list.NotDone(); err = list.NextWithContext(ctx) {
			count++
		}
		check(err)
		return count
	}
	until("100 completed tasks", func() bool { return completed() == 100 })
	bad, err := tasks.Get(ctx, id, "bad", "", "", nil, nil, nil, nil, "", "", nil, nil)
	check(err)
	equal(*bad.ExecutionInfo.ExitCode, int32(3), "exit code")
	equal(strings.ToLower(string(bad.ExecutionInfo.Result)), string(batch.Failure), "result")
	equal(*bad.ExecutionInfo.FailureInfo.Code, "FailureExitCode", "code")
	until("counts", func() bool {
		counts, err := jobs.GetTaskCounts(ctx, id, nil, nil, nil, nil)
		check(err)
		return *counts.TaskCounts.Succeeded == 99 && *counts.TaskCounts.Failed == 1 && *counts.TaskSlotCounts.Completed == 100
	})
}

func readFiles() {
	file, err := files.GetFromTask(ctx, id, "task-7", "stdout.txt", nil, nil, nil, nil, "", nil, nil)
	check(err)
	content, err := io.ReadAll(*file.Value)
	check(err)
	equal(string(content), "number 7\n", "stdout.txt")
	properties, err := files.GetPropertiesFromTask(ctx, id, "task-7", "stdout.txt", nil, nil, nil, nil, nil, nil)
	check(err)
	equal(properties.ContentLength, int64(9), "Content-Length")
	equal(properties.Header.Get("ocp-batch-file-isdirectory"), "False", "ocp-batch-file-isdirectory")
}

func checkErrors() {
	_, err := jobs.Get(ctx, "no-such-job", "", "", nil, nil, nil, nil, "", "", nil, nil)
	fails(err, 404, "JobNotFound")
	_, err = tasks.Get(ctx, id, "no-such-task", "", "", nil, nil, nil, nil, "", "", nil, nil)
	fails(err, 404, "TaskNotFound")
	_, err = jobs.Add(ctx, batch.JobAddParameter{ID: &id, PoolInfo: &batch.PoolInformation{PoolID: &id}}, nil, nil, nil, nil)
	fails(err, 409, "JobExists")
	_, err = tasks.Terminate(ctx, id, "bad", nil, nil, nil, nil, "", "", nil, nil)
	fails(err, 409, "TaskCompleted")
	_, err = tasks.Delete(ctx, id, "bad", nil, nil, nil, nil, "0x8D0", "", nil, nil)
	fails(err, 412, "ConditionNotMet")
}

func fails(err error, status int, code string) {
	var failure autorest.DetailedError
	if !errors.As(err, &failure) {
		panic(fmt.Sprintf("expected %s, got %v", code, err))
	}
	equal(failure.StatusCode, any(status), "status of "+code)
	body, err := io.ReadAll(failure.Response.Body)
	check(err)
	equal(strings.Contains(string(body)+failure.Error(), code), true, "code in "+failure.Error())
}

func until(what string, ask func() bool) {
	limit, pause := 20*time.Minute, 5*time.Second
	if isLocal {
		limit, pause = time.Minute, 50*time.Millisecond
	}
	for deadline := time.Now().Add(limit); !ask(); time.Sleep(pause) {
		if time.Now().After(deadline) {
			panic(what + ": did not happen in time")
		}
	}
}

func equal(found, expected any, what string) {
	checks++
	if found != expected {
		panic(fmt.Sprintf("%s: expected %v, found %v", what, expected, found))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
