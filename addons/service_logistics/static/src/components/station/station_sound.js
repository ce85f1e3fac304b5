/**
 * Two sounds that are told apart without looking: a short high one for good, a long
 * low one for bad.
 */
const TONES = {
    good: [{ frequency: 1320, from: 0, seconds: 0.12 }],
    bad: [
        { frequency: 220, from: 0, seconds: 0.25 },
        { frequency: 180, from: 0.3, seconds: 0.35 },
    ],
};

let audioContext;

/** @param {"good" | "bad"} name */
export function playSound(name) {
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!AudioContext) {
        return;
    }
    audioContext ||= new AudioContext();
    for (const { frequency, from, seconds } of TONES[name]) {
        const oscillator = audioContext.createOscillator();
        const gain = audioContext.createGain();
        oscillator.frequency.value = frequency;
        gain.gain.value = 0.2;
        oscillator.connect(gain).connect(audioContext.destination);
        oscillator.start(audioContext.currentTime + from);
        oscillator.stop(audioContext.currentTime + from + seconds);
    }
}
