/** A step of Microsoft's tutorial, and the same here. */
interface TutorialStep {
  readonly title: string;
  readonly tutorial: Side;
  readonly project: Side;
}

interface Side {
  /** Markdown. */
  readonly does: string;
  /** Functions of the tutorial, or files of this project. */
  readonly in: readonly string[];
  /** Lines of the recorded output. Absent if nothing is printed. */
  readonly prints?: RegExp;
}

export const tutorialSteps: readonly TutorialStep[] = [
  {
    title: "Create containers",
    tutorial: {
      does: "Each run creates the containers `application`, `input` and `output` if they don't exist. All runs share them.",
      in: ["create_container"],
    },
    project: {
      does: "`pulumi up` creates the same three containers once. The local cloud creates them at its first start. Each run has its own folder in `output`.",
      in: ["infra/storage.ts", "infra/containers.ts"],
    },
  },
  {
    title: "Upload the application and the inputs",
    tutorial: {
      does: "Each run uploads the task script and all texts again, under their names. A file of the same name is overwritten, also if a task of another run still needs it.",
      in: ["upload_file_to_container"],
      prints: /^Uploading file/,
    },
    project: {
      does: "The workload's code is one file (esbuild bundles TypeScript). Code and inputs are named by their SHA-256, so a file is uploaded once, whatever its name, and never overwritten.",
      in: ["runner/plan/code.ts", "runner/storage/hash-files.ts", "runner/storage/upload.ts"],
      prints: /^Uploaded/,
    },
  },
  {
    title: "Create shared access signatures",
    tutorial: {
      does: "Each SAS is valid for 2 hours. If tasks wait longer, they fail. The SAS that can write to `output` is an argument in each task's command line, so everyone who may read tasks can see it.",
      in: ["generate_blob_shared_access_signature", "get_container_sas_token"],
    },
    project: {
      does: "With `auth: keys`, a SAS reads one blob or writes to `output`. It is valid until an hour after the job's time limit, and only in Batch's fields for files. With `auth: entra`, there is no SAS: nodes have an identity.",
      in: ["runner/azure/sas-access.ts", "infra/access.ts"],
    },
  },
  {
    title: "Create a pool with a start task",
    tutorial: {
      does: "Each run creates a pool of one node. Its start task, as administrator, downloads pip, installs `azure-storage` and copies the task script. If it fails, the client doesn't notice.",
      in: ["create_pool"],
      prints: /^Creating pool/,
    },
    project: {
      does: "`pulumi up` creates the pool once, after it has checked the quota. The start task installs a Node release with a known SHA-256, and your Debian packages and script. If it fails, commands show its stderr.",
      in: ["infra/pool.ts", "infra/start-task.ts", "infra/quota.ts"],
    },
  },
  {
    title: "Create a job",
    tutorial: {
      does: "The job has a fixed id, so a second run needs the first one to be deleted. It has no time limit, and stays active until it is deleted.",
      in: ["create_job"],
      prints: /^Creating job/,
    },
    project: {
      does: "Each run is a job with an id from the workload's name and the time. Batch ends it when all tasks are done, or at its time limit.",
      in: ["runner/job/start-job.ts", "runner/job/job-request.ts"],
      prints: /^Job /,
    },
  },
  {
    title: "Add tasks",
    tutorial: {
      does: "A task for each of three texts whose names are in the code. The task script uploads its output itself, with a package on the node and the SAS.",
      in: ["add_tasks"],
      prints: /^Adding/,
    },
    project: {
      does: "`plan` in the workload returns the tasks. They are added in collections of 100, and again after an interruption. Batch uploads the outputs, so nodes need no Azure package.",
      in: ["task/top-words/workload.ts", "runner/plan/plan.ts", "runner/job/add-tasks.ts"],
      prints: /^top-words: /,
    },
  },
  {
    title: "Monitor",
    tutorial: {
      does: "Lists all tasks every second and prints a dot, for at most 20 minutes. It waits for the state *completed*, which failed tasks also reach. It never reads exit codes.",
      in: ["wait_for_tasks_to_complete"],
      prints: /^Monitoring|Success!/,
    },
    project: {
      does: "Reads the task counts, and reports why nothing runs. A task has succeeded if its exit code is 0 and storage has each output as the task wrote it. Ctrl-C doesn't stop the job; `submit --resume` continues.",
      in: ["runner/job/monitor.ts", "runner/job/explain.ts", "runner/results/verify-outputs.ts"],
      prints: /tasks? (succeeded|failed) in /,
    },
  },
  {
    title: "Download the outputs",
    tutorial: {
      does: "Downloads everything in `output` to your home folder, also what other runs left there. It overwrites files.",
      in: ["download_blobs_from_container"],
      prints: /^ {2}Downloaded|^Downloading|Download complete/,
    },
    project: {
      does: "Downloads the run's outputs and logs to `out/<job id>/`, each to a temporary name first, and compares its MD5. Prints the results as a table.",
      in: ["runner/results/collect.ts", "runner/storage/download.ts", "runner/ui/results-table.ts"],
      prints: /^Files: /,
    },
  },
  {
    title: "Clean up",
    tutorial: {
      does: "Deletes the three containers without a question. Asks whether to delete the job and the pool. If the client ends before that, all of them stay: nodes cost money, and the job counts against a quota.",
      in: ["delete_container", "query_yes_no"],
      prints: /^Deleting|^Delete /,
    },
    project: {
      does: "Asks whether to delete the job. Results and logs stay in storage until `npx azbatch delete`, everything else until `npx pulumi destroy`.",
      in: ["runner/run/delete-job.ts", "runner/commands/delete/delete-command.ts"],
      prints: /^Deleted/,
    },
  },
];
