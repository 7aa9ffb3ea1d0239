import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.DetailLevel;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.models.*;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;

/** The basic flow with com.microsoft.azure:azure-batch: pool, nodes, job, a collection of tasks, files, counts, errors, clean-up. */
public class Flow {
  private static final String ENDPOINT = System.getenv("AZURE_BATCH_ENDPOINT");
  private static final boolean IS_LOCAL = ENDPOINT.startsWith("http://127.0.0.1");
  private static final BatchClient client = BatchClient.open(new BatchSharedKeyCredentials(
      ENDPOINT, System.getenv("AZURE_BATCH_ACCOUNT"), System.getenv("AZURE_BATCH_ACCESS_KEY")));
  private static final String pool = "java-" + UUID.randomUUID().toString().substring(0, 8);
  private static final String job = pool;
  private static int checks = 0;
  private static boolean created = false;

  public static void main(String[] args) throws Exception {
    try {
      createPool();
      createTasks();
      readFiles();
      checkErrors();
      scale();
    } catch (Throwable error) {
      error.printStackTrace();
      cleanUp();
      System.exit(1);
    }
    cleanUp();
    until("no pool", () -> !client.poolOperations().existsPool(pool));
    String version = BatchClient.class.getPackage().getImplementationVersion();
    System.out.printf("java: azure-batch %s, %d checks ok%n", Objects.toString(version, "11.2.0"), checks);
    System.exit(0); // okhttp keeps its threads for a minute.
  }

  private static void cleanUp() throws Exception {
    if (created) client.jobOperations().deleteJob(job);
    client.poolOperations().deletePool(pool);
  }

  private static void createPool() throws Exception {
    ImageReference image =
        new ImageReference().withPublisher("microsoft-dsvm").withOffer("ubuntu-hpc").withSku("2404").withVersion("latest");
    client.poolOperations().createPool(new PoolAddParameter()
        .withId(pool)
        .withVmSize("standard_d2s_v3")
        .withVirtualMachineConfiguration(
            new VirtualMachineConfiguration().withImageReference(image).withNodeAgentSKUId("batch.node.ubuntu 24.04"))
        .withTargetDedicatedNodes(1)
        .withTaskSlotsPerNode(4)
        .withStartTask(new StartTask().withCommandLine("/bin/echo started").withWaitForSuccess(true))
        .withUserAccounts(List.of(new UserAccount().withName("operator").withPassword("Pa55-word!"))));
    equal(client.poolOperations().existsPool(pool), true, "existsPool");
    until("an idle node", () -> nodes().stream().anyMatch(node -> node.state() == ComputeNodeState.IDLE));
    CloudPool found = client.poolOperations().getPool(pool);
    equal(found.state(), PoolState.ACTIVE, "state of the pool");
    equal(found.taskSchedulingPolicy().nodeFillType(), ComputeNodeFillType.SPREAD, "nodeFillType");
    equal(found.startTask().userIdentity().autoUser().elevationLevel(), ElevationLevel.NON_ADMIN, "user of the start task");
    equal(found.userAccounts().get(0).password(), null, "password");
    equal(found.virtualMachineConfiguration().imageReference().version(), "latest", "version of the image");
  }

  private static void createTasks() throws Exception {
    client.jobOperations().createJob(job, new PoolInformation().withPoolId(pool));
    created = true;
    List<TaskAddParameter> tasks = new ArrayList<>();
    // One collection: with a second one, createTasks may wait forever for a thread that has ended.
    for (int i = 0; i < 99; i++)
      tasks.add(new TaskAddParameter().withId("task-" + i).withCommandLine("/bin/echo number " + i));
    tasks.add(new TaskAddParameter().withId("bad").withCommandLine("/bin/sh -c 'exit 3'"));
    client.taskOperations().createTasks(job, tasks);
    DetailLevel completed =
        new DetailLevel.Builder().withFilterClause("state eq 'completed'").withSelectClause("id,state").build();
    until("100 completed tasks", () -> {
      var page = client.taskOperations().listTasks(job, completed);
      page.loadAll();
      return page.size() == 100;
    });
    CloudTask bad = client.taskOperations().getTask(job, "bad");
    equal(bad.executionInfo().exitCode(), 3, "exit code");
    equal(bad.executionInfo().result(), TaskExecutionResult.FAILURE, "result");
    equal(bad.executionInfo().failureInfo().category(), ErrorCategory.USER_ERROR, "category");
    equal(bad.executionInfo().failureInfo().code(), "FailureExitCode", "code");
    equal(bad.previousState() != null && bad.executionInfo().endTime() != null, true, "previousState, endTime");
    until("counts", () -> client.jobOperations().getTaskCounts(job).succeeded() == 99);
    TaskCounts counts = client.jobOperations().getTaskCounts(job);
    equal(List.of(counts.completed(), counts.failed(), counts.active()), List.of(100, 1, 0), "task counts");
    equal(client.jobOperations().getTaskSlotCounts(job).succeeded(), 99, "slot counts");
  }

  private static void readFiles() throws Exception {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    client.fileOperations().getFileFromTask(job, "task-7", "stdout.txt", content);
    equal(content.toString(), "number 7\n", "stdout.txt");
    // These come from headers, whose names the client compares with their case.
    FileProperties properties = client.fileOperations().getFilePropertiesFromTask(job, "task-7", "stdout.txt");
    equal(properties.contentLength(), 9L, "Content-Length");
    equal(properties.contentType() != null && properties.lastModified() != null, true, "Content-Type, Last-Modified");
    equal(properties.fileMode() != null, true, "ocp-batch-file-mode");
    equal(files(client.fileOperations().listFilesFromTask(job, "task-7", true, null)).contains("stdout.txt"), true, "files of the task");
    String node = client.taskOperations().getTask(job, "task-7").nodeInfo().nodeId();
    List<String> names = files(client.fileOperations().listFilesFromComputeNode(pool, node, true, null));
    String path = "workitems/" + job + "/job-1/task-7/stdout.txt";
    equal(names.contains(path) && names.contains("startup/stdout.txt"), true, "files of the node");
    equal(client.fileOperations().getFilePropertiesFromComputeNode(pool, node, path).contentLength(), 9L, "file of the node");
    equal(client.protocolLayer().tasks().getWithServiceResponseAsync(job, "task-7").toBlocking().single().headers().eTag() != null, true, "ETag");
    equal(client.protocolLayer().jobs().getWithServiceResponseAsync(job).toBlocking().single().headers().requestId() != null, true, "request-id");
  }

  private static void checkErrors() throws Exception {
    fails(404, "JobNotFound", () -> client.jobOperations().getJob("no-such-job"));
    fails(404, "PoolNotFound", () -> client.poolOperations().getPool("no-such-pool"));
    fails(404, "TaskNotFound", () -> client.taskOperations().getTask(job, "no-such-task"));
    // The response to HEAD has no body, so the client has no code.
    fails(404, null, () -> client.fileOperations().getFilePropertiesFromTask(job, "task-7", "no-such-file"));
    fails(409, "JobExists", () -> call(() -> client.jobOperations().createJob(job, new PoolInformation().withPoolId(pool))));
    fails(409, "TaskExists", () -> call(() -> client.taskOperations().createTask(job, new TaskAddParameter().withId("bad").withCommandLine("true"))));
    fails(409, "TaskCompleted", () -> call(() -> client.taskOperations().terminateTask(job, "bad")));
    fails(413, "RequestBodyTooLarge", () -> client.protocolLayer().tasks().addCollection(
        job, List.of(new TaskAddParameter().withId("large").withCommandLine("x".repeat(1_100_000)))));
  }

  private static void scale() throws Exception {
    until("a steady pool", () -> client.poolOperations().getPool(pool).allocationState() == AllocationState.STEADY);
    client.poolOperations().enableAutoScale(pool, "$TargetDedicatedNodes = 1;", org.joda.time.Period.minutes(10));
    AutoScaleRun run = client.poolOperations().evaluateAutoScale(pool, "x = 2; $TargetDedicatedNodes = x;");
    equal(run.error() == null && run.results().contains("$TargetDedicatedNodes=2;"), true, "results");
    client.poolOperations().disableAutoScale(pool);
    equal(client.poolOperations().getPool(pool).enableAutoScale(), false, "enableAutoScale");
    client.jobOperations().terminateJob(job, "enough");
    until("a completed job", () -> client.jobOperations().getJob(job).state() == JobState.COMPLETED);
    equal(client.jobOperations().getJob(job).executionInfo().terminateReason(), "enough", "terminateReason");
  }

  private static List<ComputeNode> nodes() throws Exception {
    return client.computeNodeOperations().listComputeNodes(pool);
  }

  private static List<String> files(List<NodeFile> files) {
    return new ArrayList<>(files).stream().map(NodeFile::name).toList();
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Object call(Action action) throws Exception {
    action.run();
    return null;
  }

  private static void fails(int status, String code, Callable<Object> request) throws Exception {
    try {
      request.call();
    } catch (BatchErrorException error) {
      equal(error.body() == null ? null : error.body().code(), code, "code of status " + status);
      equal(error.response().code(), status, "status");
      return;
    }
    throw new AssertionError("expected " + code + ", got success");
  }

  private static void until(String what, Callable<Boolean> ask) throws Exception {
    long deadline = System.nanoTime() + (IS_LOCAL ? 60 : 1200) * 1_000_000_000L;
    while (!ask.call()) {
      if (System.nanoTime() > deadline) throw new AssertionError(what + ": did not happen in time");
      Thread.sleep(IS_LOCAL ? 50 : 5000);
    }
  }

  private static void equal(Object found, Object expected, String what) {
    checks++;
    if (!Objects.equals(found, expected)) throw new AssertionError(what + ": expected " + expected + ", found " + found);
  }
}
