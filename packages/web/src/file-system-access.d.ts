// Only Chromium's browsers have it so far.
interface Window {
  showDirectoryPicker?: (options: { id?: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
}
