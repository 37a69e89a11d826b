/**
 * What `work` comes to: its value, or what it throws. Whatever a module awaits at its top goes
 * through here, for WebKit tells nobody of what is awaited there in vain.
 */
export async function attempt(work) {
  try {
    return { value: await work() };
  } catch (error) {
    return { name: error.name, message: error.message };
  }
}
