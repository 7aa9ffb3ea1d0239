# run.sh SNAKEFILE: inputs and scripts are in this folder, results come to it.
az storage blob upload-batch --account-name mystorage --destination work/run --source . --overwrite
snakemake --snakefile "$1" --jobs 50 --executor azure-batch \
  --azure-batch-account-url https://mybatch.eastus.batch.azure.com \
  --azure-batch-subscription-id "$SUBSCRIPTION" \
  --azure-batch-resource-group-name mygroup \
  --azure-batch-managed-identity-resource-id "$IDENTITY" \
  --azure-batch-managed-identity-client-id "$IDENTITY_CLIENT" \
  --azure-batch-pool-image-publisher microsoft-dsvm --azure-batch-pool-image-offer ubuntu-hpc \
  --azure-batch-pool-image-sku 2404 --azure-batch-pool-vm-node-agent-sku-id 'batch.node.ubuntu 24.04' \
  --default-storage-provider azure --default-storage-prefix az://work/run \
  --storage-azure-account-name mystorage
az storage blob download-batch --account-name mystorage --source work --pattern 'run/*' --destination .
