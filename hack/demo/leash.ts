// Preloaded into the operator: it ends with the demo, even where that is killed and can end nothing any more.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
