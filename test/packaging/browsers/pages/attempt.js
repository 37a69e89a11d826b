/** What `work` comes to: its value, or what it throws. */
export async function attempt(work) {
  try {
    return { value: await work() };
  } catch (error) {
    return { name: error.name, message: error.message };
  }
}
