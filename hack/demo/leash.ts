// Preloaded into the operator: where the demo is killed and can no longer end anything, its operator ends too, at once.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
