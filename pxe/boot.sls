include:
  - pxe.repos
  - pxe.answer_files

# Nothing is required here: a machine whose answer file, kernel or initrd is missing is not armed, and says so, while those
# that are to be disarmed must be disarmed whatever else fails.
boot files:
  pxe_tftp.managed
